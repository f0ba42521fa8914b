"""Rows of the quality of answers."""

from mcu.quality.models.conflicts import Conflict
from mcu.quality.models.looks import LookRun, SecondLook
from mcu.quality.models.ratings import Invitation, QualityPolicy, Rating, Unsubscribed
from mcu.quality.models.surveys import Survey, SurveyInvitation, SurveyReply

__all__ = [
    "Conflict",
    "Invitation",
    "LookRun",
    "QualityPolicy",
    "Rating",
    "SecondLook",
    "Survey",
    "SurveyInvitation",
    "SurveyReply",
    "Unsubscribed",
]
