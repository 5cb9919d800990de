"""The editors' desk: Django's own admin, arranged for somebody who is no programmer."""

from guides.admin.draft import AuthorityAdmin, ClaimAdmin, LabelAdmin, RegionAdmin, SourceAdmin, StepAdmin
from guides.admin.edition import EditionAdmin
from guides.admin.guide import GuideAdmin
from guides.admin.links import LinkCheckAdmin

__all__ = [
    "AuthorityAdmin",
    "ClaimAdmin",
    "EditionAdmin",
    "GuideAdmin",
    "LabelAdmin",
    "LinkCheckAdmin",
    "RegionAdmin",
    "SourceAdmin",
    "StepAdmin",
]
