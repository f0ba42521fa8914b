"""Whom to ask and whom to remind; the invitation behind a code."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mcu.cases.models import Answer, Case, Term
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Outcome, System
from mcu.cases.rules.workflow import State
from mcu.quality.models import Invitation, QualityPolicy
from mcu.quality.rules.codes import digest
from mcu.quality.rules.rating import Policy, Wave

ASKED_ABOUT = (Outcome.SOLVED, Outcome.EXPLAINED, Outcome.NOT_SOLVED, Outcome.CLOSED, "")
# Nobody is asked about what ended long ago: a loaded history writes no letters.
TOO_OLD = timedelta(days=14)


def policy_of(municipality_id: int) -> Policy:
    """The settings of the municipality, or the program's proposal."""
    row = QualityPolicy.objects.filter(pk=municipality_id).first()
    return row.policy if row else Policy()


def last_answered() -> Any:
    """Cases that were answered, with `about` (number of the answer, 0: closed without one),
    `answered_at` and `promised_at`."""
    published = Answer.objects.filter(case=OuterRef("pk"), state=Answer.State.PUBLISHED)
    last = published.order_by("-number")
    promise = (
        Term.objects.filter(case=OuterRef("pk"), kind=TermKind.PROMISE)
        .order_by()
        .values("case")
        .annotate(last=Max("due_at"))
        .values("last")
    )
    return Case.objects.filter(
        state__in=[State.CHECK, State.CLOSED, State.POSTPONED], system=System.OWN
    ).annotate(
        about=Coalesce(Subquery(last.values("number")[:1]), 0),
        answered_at=Coalesce(Subquery(last.values("published_at")[:1]), F("closed_at")),
        promised_at=Subquery(promise),
    )


def to_ask(municipality_id: int, wave: str, policy: Policy, now: datetime) -> Any:
    """Answered cases whose author was not asked about this answer yet and whose time has come."""
    asked = Invitation.objects.filter(case=OuterRef("pk"), wave=wave, about=OuterRef("about"))
    found = last_answered().filter(
        municipality_id=municipality_id, outcome__in=ASKED_ABOUT, applicant__erased_at__isnull=True
    )
    found = found.filter(applicant__isnull=False).exclude(Exists(asked))
    if wave == Wave.ANSWER:
        since = now - TOO_OLD
        until = now - timedelta(hours=policy.delay_hours)
        return found.filter(answered_at__lte=until, answered_at__gt=since)
    until = now - timedelta(days=policy.promise_days)
    recent = Q(promised_at__gt=now - TOO_OLD) | Q(answered_at__gt=until - TOO_OLD)
    return found.filter(recent, promised_at__lte=now, answered_at__lte=until)


def to_remind(municipality_id: int, now: datetime) -> QuerySet[Invitation]:
    """Asked once, silent, and not reminded yet."""
    return Invitation.objects.filter(
        case__municipality_id=municipality_id, state=Invitation.State.ASKED, remind_at__lte=now
    ).select_related("case__municipality", "case__topic")


def open_invitation(code: str, now: datetime) -> Invitation | None:
    """The invitation a code opens while it may be answered."""
    found = Invitation.objects.select_related("case__municipality", "case__topic", "case__body")
    return found.filter(digest=digest(code), ended_at__isnull=True, expires_at__gt=now).first()
