"""Erasing what quality holds of people; marks, verdicts and numbers stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mcu.cases.models import Case
from mcu.cases.queries.retention import due_cases
from mcu.core.erasing import Due, Eraser
from mcu.quality.models import Conflict, Invitation, Rating, SecondLook, SurveyInvitation

SPENT = b""


def words_due(due: Due) -> QuerySet[Case]:
    case = OuterRef("pk")
    told = Q(words__gt="") | Q(advice__gt="") | Q(outcome__gt="")
    return due_cases(due).filter(
        Exists(Rating.objects.filter(case=case, comment__gt=""))
        | Exists(SecondLook.objects.filter(case=case, words__gt=""))
        | Exists(Conflict.objects.filter(told, case=case))
    )


def erase_words(keys: Sequence[int], now: datetime) -> int:
    """The words of residents and about them go."""
    Rating.objects.filter(case__in=keys).update(comment="")
    SecondLook.objects.filter(case__in=keys).update(words="")
    Conflict.objects.filter(case__in=keys).update(words="", advice="", outcome="")
    return len(keys)


def codes_due(due: Due) -> QuerySet[Case]:
    return due_cases(due).filter(
        Exists(Invitation.objects.filter(case=OuterRef("pk")).exclude(code=SPENT))
        | Exists(SurveyInvitation.objects.filter(case=OuterRef("pk")).exclude(code=SPENT))
    )


def erase_codes(keys: Sequence[int], now: datetime) -> int:
    """The codes go; the digest stays, so that nobody is asked twice."""
    Invitation.objects.filter(case__in=keys).update(code=SPENT)
    SurveyInvitation.objects.filter(case__in=keys).update(code=SPENT)
    return len(keys)


ERASERS = (
    Eraser(
        "quality",
        "Слова жителей в оценках, проверках и конфликтах",
        (
            *("quality.Rating.comment", "quality.SecondLook.words"),
            *("quality.Conflict.words", "quality.Conflict.advice", "quality.Conflict.outcome"),
        ),
        ("closed", "received"),
        words_due,
        erase_words,
    ),
    Eraser(
        "codes",
        "Коды оценок и опросов",
        ("quality.Invitation.code", "quality.SurveyInvitation.code"),
        ("closed", "received"),
        codes_due,
        erase_codes,
    ),
)
