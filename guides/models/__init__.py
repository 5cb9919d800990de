from guides.models.draft import Authority, Claim, Evidence, Guide, Label, Region, Source, Step, Walkthrough
from guides.models.edition import Edition, Size
from guides.models.links import LinkCheck
from guides.models.proposal import Proposal, Transition

__all__ = [
    "Authority",
    "Claim",
    "Edition",
    "Evidence",
    "Guide",
    "Label",
    "LinkCheck",
    "Proposal",
    "Region",
    "Size",
    "Source",
    "Step",
    "Transition",
    "Walkthrough",
]
