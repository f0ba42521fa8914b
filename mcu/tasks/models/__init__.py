"""Tasks, what gathers on them, what repeats, and checks of a sample."""

from mcu.tasks.models.links import WorkLink
from mcu.tasks.models.recurrence import Recurrence
from mcu.tasks.models.task import Task
from mcu.tasks.models.verification import TaskSettings, Verification, VerifiedCase
from mcu.tasks.models.work import CheckItem, Comment, Evidence, EvidenceFile, Extension

__all__ = [
    "CheckItem",
    "Comment",
    "Evidence",
    "EvidenceFile",
    "Extension",
    "Recurrence",
    "Task",
    "TaskSettings",
    "Verification",
    "VerifiedCase",
    "WorkLink",
]
