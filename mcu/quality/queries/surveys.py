"""Surveys: the list, one of them, its results, the form behind a code."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from mcu.org.rules.roles import Actor
from mcu.quality.models import Survey, SurveyInvitation, SurveyReply
from mcu.quality.rules.codes import digest
from mcu.quality.rules.survey import Result, SurveyState, from_data, tally


def surveys(actor: Actor) -> QuerySet[Survey]:
    """The surveys of the municipality with how many were asked and how many answered."""
    replies = SurveyReply.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    rows = Survey.objects.filter(municipality_id=actor.municipality_id).order_by("-pk")
    return rows.annotate(
        asked=Count("invitations"),
        mailed=Count("invitations", filter=Q(invitations__mailed=True)),
        replied=Coalesce(Subquery(replies.annotate(n=Count("pk")).values("n")), 0),
    )


def survey_for(actor: Actor, pk: int) -> Any:
    found = surveys(actor).select_related("body", "topic").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого исследования нет.")
    return found


def results(survey: Survey) -> list[Result]:
    """What was answered to each question, with intervals for the whole population."""
    replies = list(survey.replies.values_list("answers", flat=True))
    return tally(from_data(survey.questions), replies, survey.population)


def open_survey(code: str, now: datetime) -> SurveyInvitation | None:
    """The form a code opens while it may be filled in."""
    found = SurveyInvitation.objects.select_related("survey__municipality", "case__body")
    return found.filter(
        digest=digest(code),
        used=False,
        survey__state=SurveyState.RUNNING,
        survey__closes_at__gt=now,
    ).first()
