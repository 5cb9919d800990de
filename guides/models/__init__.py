from guides.models.draft import (
    Authority,
    Claim,
    Event,
    Evidence,
    Guide,
    Label,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)
from guides.models.edition import Edition, Size
from guides.models.links import LinkCheck
from guides.models.proposal import Proposal, Transition
from guides.models.report import Report
from guides.models.team import Count, Team

__all__ = [
    "Authority",
    "Claim",
    "Count",
    "Edition",
    "Event",
    "Evidence",
    "Guide",
    "Label",
    "LinkCheck",
    "Proposal",
    "Region",
    "Report",
    "Rumour",
    "Size",
    "Source",
    "Step",
    "Team",
    "Transition",
    "Walkthrough",
]
