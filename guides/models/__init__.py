from guides.models.claims import Claim, Label
from guides.models.edition import Edition, Size
from guides.models.events_and_rumours import Event, Rumour
from guides.models.evidence import Authority, Evidence
from guides.models.guide import Guide, Region, Source
from guides.models.letters import Ground, Paragraph, Purpose, Recourse
from guides.models.links import LinkCheck
from guides.models.picture import Picture
from guides.models.proposal import Proposal, Transition
from guides.models.report import Report
from guides.models.seen import Seen
from guides.models.short_name import ShortName
from guides.models.steps import Step, Walkthrough
from guides.models.team import Count, Team
from guides.models.translation import Translation, TranslationEdition

__all__ = [
    "Authority",
    "Claim",
    "Count",
    "Edition",
    "Event",
    "Evidence",
    "Ground",
    "Guide",
    "Label",
    "LinkCheck",
    "Paragraph",
    "Picture",
    "Proposal",
    "Purpose",
    "Recourse",
    "Region",
    "Report",
    "Rumour",
    "Seen",
    "ShortName",
    "Size",
    "Source",
    "Step",
    "Team",
    "Transition",
    "Translation",
    "TranslationEdition",
    "Walkthrough",
]
