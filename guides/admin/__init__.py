"""The editors' desk: Django's own admin, arranged for somebody who is no programmer."""

from guides.admin.draft import (
    AuthorityAdmin,
    ClaimAdmin,
    EventAdmin,
    LabelAdmin,
    RegionAdmin,
    RumourAdmin,
    SourceAdmin,
)
from guides.admin.edition import EditionAdmin
from guides.admin.guide import GuideAdmin
from guides.admin.letters import GroundAdmin, ParagraphAdmin, PurposeAdmin, RecourseAdmin
from guides.admin.links import LinkCheckAdmin
from guides.admin.report import ReportAdmin
from guides.admin.steps import StepAdmin
from guides.admin.team import TeamAdmin
from guides.admin.translation import TranslationAdmin
from guides.admin.users import DeskUserAdmin

__all__ = [
    "AuthorityAdmin",
    "ClaimAdmin",
    "DeskUserAdmin",
    "EditionAdmin",
    "EventAdmin",
    "GroundAdmin",
    "GuideAdmin",
    "LabelAdmin",
    "LinkCheckAdmin",
    "ParagraphAdmin",
    "PurposeAdmin",
    "RecourseAdmin",
    "RegionAdmin",
    "ReportAdmin",
    "RumourAdmin",
    "SourceAdmin",
    "StepAdmin",
    "TeamAdmin",
    "TranslationAdmin",
]
