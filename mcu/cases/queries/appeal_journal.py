"""The journal of appeals: registered in a period, narrowed by what they are and how they ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from mcu.cases.models import Appeal, AppealDecision, Applicant, Case, Redirect, Term
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.appeal import DecisionKind, DecisionState, channels_of
from mcu.cases.rules.lookup import in_words
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import FINISHED
from mcu.core import vault
from mcu.org.rules.roles import Actor, Permission

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What the page asks for; empty means any."""

    since: date
    until: date
    body: int | None = None
    appeal_kind: str = ""
    form: str = ""
    collective: str = ""
    result: str = ""
    show: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal; the author's name is empty unless it was asked for."""

    case: Case
    appeal: Appeal
    due_at: datetime | None
    extended_to: datetime | None
    redirect: Redirect | None
    author: str = ""

    @property
    def redirected_to(self) -> str:
        return self.redirect.to_name if self.redirect else ""


def journal_cases(
    actor: Actor, chosen: JournalFilter, permission: Permission = Permission.SEE
) -> QuerySet[Case]:
    """The appeals of the period in the order of their registration."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(chosen.since, time(), tzinfo=zone)
    end = datetime.combine(chosen.until, time(), tzinfo=zone) + timedelta(days=1)
    found = cases_for(actor, permission).filter(
        regime=Regime.APPEAL, appeal__isnull=False, registered_at__gte=begin, registered_at__lt=end
    )
    if chosen.body:
        found = found.filter(body_id=chosen.body)
    if chosen.appeal_kind:
        found = found.filter(appeal_kind=chosen.appeal_kind)
    if chosen.collective:
        found = found.filter(collective=chosen.collective == "yes")
    if chosen.result:
        found = found.filter(appeal__result=chosen.result)
    return _of_form(_shown(found, chosen.show), chosen.form).order_by("registered_at", "pk")


def lines(cases: QuerySet[Case], named: frozenset[int] = frozenset()) -> Iterator[Line]:
    """The lines as they are read, a thousand at a time; `named` may show who wrote."""
    extended = AppealDecision.objects.filter(
        kind=DecisionKind.EXTEND, state=DecisionState.APPROVED
    ).order_by("-due_after")
    terms = Term.objects.filter(kind=TermKind.ANSWER, cancelled_at__isnull=True)
    gone = Redirect.objects.filter(ended_at__isnull=True)
    rows = cases.select_related("appeal", "topic", "body", "executor").prefetch_related(
        "addressees__body",
        Prefetch("decisions", extended, to_attr="extended"),
        Prefetch("terms", terms.order_by("-due_at"), to_attr="answer_terms"),
        Prefetch("redirects", gone, to_attr="gone"),
        *([Prefetch("applicant", Applicant.objects.all())] if named else []),
    )
    for case in rows.iterator(chunk_size=CHUNK):
        yield _line(case, case.pk in named)


def _line(case: Any, named: bool) -> Line:
    extended, terms, gone = case.extended, case.answer_terms, case.gone
    return Line(
        case,
        case.appeal,
        terms[0].due_at if terms else None,
        extended[0].due_after if extended else None,
        gone[0] if gone else None,
        _author(case) if named else "",
    )


def _author(case: Case) -> str:
    applicant = getattr(case, "applicant", None)
    if applicant is None:
        return "не указан"
    if applicant.erased_at:
        return "стёрто"
    try:
        return in_words(vault.unseal(applicant.sealed).get("applicant_name", ""))
    except vault.SealBroken:
        return "не читается: нет ключа"


def _shown(found: QuerySet[Case], show: str) -> QuerySet[Case]:
    if show == "open":
        return found.exclude(state__in=FINISHED)
    if show == "late":
        return found.exclude(state__in=FINISHED).filter(due_at__lt=timezone.now())
    return found.filter(state__in=FINISHED) if show == "done" else found


def _of_form(found: QuerySet[Case], form: str) -> QuerySet[Case]:
    """As corrected by a person, else as the channel speaks for."""
    if not form:
        return found
    return found.filter(Q(form=form) | Q(form="", channel__in=channels_of(form)))
