"""Cases, what is known of them, and what was promised."""

from mcu.cases.models.case import Applicant, Case
from mcu.cases.models.channels import ChannelUse
from mcu.cases.models.handover import HandOver
from mcu.cases.models.terms import Norm, Term
from mcu.cases.models.topics import ClassifierVersion, Route, Topic
from mcu.cases.models.work import (
    Answer,
    Assignment,
    Attachment,
    InfoRequest,
    Note,
    SavedView,
    Suggestion,
)

__all__ = [
    "Answer",
    "Applicant",
    "Assignment",
    "Attachment",
    "Case",
    "ChannelUse",
    "ClassifierVersion",
    "HandOver",
    "InfoRequest",
    "Norm",
    "Note",
    "Route",
    "SavedView",
    "Suggestion",
    "Term",
    "Topic",
]
