from guides.models.draft import Authority, Claim, Evidence, Guide, Label, Region, Source, Step, Walkthrough
from guides.models.edition import Edition

__all__ = ["Authority", "Claim", "Edition", "Evidence", "Guide", "Label", "Region", "Source", "Step", "Walkthrough"]
