"""The one door to the clocks of a case: start, meet, cancel, extend, stop and go on.

Every function works inside a step of its caller (`actions/step.py`): the case is locked, the step
repeats the nearest term on the case and writes the journal.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from mcu.cases import queries
from mcu.cases.actions.step import Step, open_terms_of
from mcu.cases.models import Case, Term, TermExtension, TermPause
from mcu.cases.queries.knowledge import norm_view, picked
from mcu.cases.queries.recount import Counter
from mcu.cases.queries.terms import life_of
from mcu.cases.rules.opening import OPENING, Facts, begins, opening_kinds, opens
from mcu.cases.rules.recount import Moved, moved_between
from mcu.cases.rules.terms import NormView, TermKind, count, extended_to, moved
from mcu.core.errors import RuleViolation
from mcu.core.workdays import WorkCalendar
from mcu.org.models import Body
from mcu.org.queries import calendar_for

MAX_REASON = 500


def start(
    work: Step,
    kind: TermKind,
    *,
    since: datetime | None = None,
    until: date | None = None,
    body: Body | None = None,
) -> Term | None:
    """A clock of this kind by the norm that fits the case now; None where there is no norm.

    `since` is the moment the norm counts from, now when it is not given. With `until` the date is
    set by a person and no norm is asked. `body` is whose working hours count.
    """
    began, calendar = since or work.now, calendar_for(work.case.municipality, body)
    if until is not None:
        due = calendar.end_of(until)
        return Term.objects.create(
            case=work.case, kind=kind, body=body, started_at=began, due_at=due
        )
    on = work.now.astimezone(calendar.tz).date()
    choice, key = queries.norm_for(work.case, kind, on)
    if choice.norm is None:
        return None
    return Term.objects.create(
        case=work.case,
        kind=kind,
        norm_id=key,
        body=body,
        started_at=began,
        due_at=count(choice.norm, began, calendar).due,
    )


def meet(case: Case, kinds: Collection[str], now: datetime) -> None:
    """The clocks of these kinds stop at this moment, late or not."""
    meet_these(open_terms_of(case).filter(kind__in=kinds), now)


def meet_these(terms: QuerySet[Term], now: datetime) -> None:
    """These clocks stop; one that stood goes on first, so that it is judged by its moved date."""
    keys = list(terms.values_list("pk", flat=True))
    _go_on(Term.objects.filter(pk__in=keys, paused_at__isnull=False), now)
    Term.objects.filter(pk__in=keys).update(met_at=now)


def cancel(case: Case, now: datetime, kinds: Collection[str] | None = None) -> None:
    """The clocks lose their meaning: of these kinds, or all of them."""
    terms = open_terms_of(case)
    cancel_these(terms if kinds is None else terms.filter(kind__in=kinds), now)


def cancel_these(terms: QuerySet[Term], now: datetime) -> None:
    """These clocks lose their meaning."""
    TermPause.objects.filter(term__in=terms, until__isnull=True).update(until=now)
    terms.update(cancelled_at=now, paused_at=None)


def extend(work: Step, term: Term, *, until: date, reason: str) -> Term:
    """A later date with its reason; what it was is kept and shown."""
    reason = _reason(reason, "Напишите, почему срок продлевается.")
    term = _open(term)
    if term.paused_at:
        raise RuleViolation("Срок остановлен: сначала отметьте, что автор ответил.")
    norm = norm_view(term.norm) if term.norm else None
    due = extended_to(norm, term.due_at, until, calendar_for(work.case.municipality))
    TermExtension.objects.create(
        term=term,
        at=work.now,
        due_before=term.due_at,
        due_after=due,
        reason=reason,
        by_name=work.by.name,
    )
    term.due_at = due
    term.save(update_fields=["due_at"])
    work.extra["extended"] = f"{term.get_kind_display().lower()} до {until:%d.%m.%Y}"
    return term


def pause(work: Step, *, reason: str, kinds: Collection[str] | None = None) -> list[Term]:
    """The clocks that may stand do so from now on; nothing that is late already is stopped."""
    reason = _reason(reason, "Напишите, чего ждёте от автора.")
    running = open_terms_of(work.case).filter(paused_at__isnull=True, due_at__gte=work.now)
    if kinds is not None:
        running = running.filter(kind__in=kinds)
    found = [t for t in running.select_related("norm") if t.norm and t.norm.pausable]
    if not found:
        raise RuleViolation(
            "Останавливать нечего: срок этого сообщения по норме не останавливается или уже вышел."
        )
    TermPause.objects.bulk_create(
        TermPause(term=term, since=work.now, reason=reason, by_name=work.by.name) for term in found
    )
    Term.objects.filter(pk__in=[term.pk for term in found]).update(paused_at=work.now)
    return found


def resume(work: Step) -> list[Term]:
    """Every clock that stood goes on; its date moves by what it stood, in the unit of its norm."""
    moved_terms = _go_on(open_terms_of(work.case).filter(paused_at__isnull=False), work.now)
    if not moved_terms:
        raise RuleViolation("Сроки этого сообщения не остановлены. Обновите страницу.")
    return moved_terms


def run_again(case: Case) -> None:
    """The clock by which the case was answered last goes on from where it was due."""
    answering = TermKind.ANSWER, TermKind.INTERIM_FINAL
    last = Term.objects.filter(case=case, kind__in=answering).order_by("-started_at", "-pk")[:1]
    Term.objects.filter(pk__in=last.values("pk")).update(met_at=None, cancelled_at=None)


def rechoose(work: Step) -> list[Moved]:
    """What the choice of norms depends on has changed: the open clocks follow a new choice. What it
    moved, which the journal of the step tells too.

    Of the clocks that begin with the case one that is met keeps its norm, one whose kind has no norm
    any more is cancelled, one that had none begins; the others are counted as a recount does.
    """
    before = _dues(work.case)
    _choose_opening(work)
    _count_others(work)
    found = moved_between(before, _dues(work.case))
    if found:
        tz = calendar_for(work.case.municipality).tz
        work.extra["terms"] = "; ".join(each.words(tz) for each in found)
    return found


def _dues(case: Case) -> dict[str, datetime]:
    """When the open clocks are due, by what they are for; the nearest of several."""
    rows = open_terms_of(case).order_by("-due_at").values_list("kind", "due_at")
    return dict(rows)


def _count_others(work: Step) -> None:
    """Clocks of questions, parts, approvals and final answers, which began later than the case."""
    others = open_terms_of(work.case).filter(paused_at__isnull=True, norm__isnull=False)
    found = list(others.exclude(kind__in=OPENING).select_related("norm", "body"))
    if not found:
        return
    for term in found:
        term.case = work.case
    for term, key, due in Counter(work.case.municipality).count(found):
        Term.objects.filter(pk=term.pk).update(norm_id=key, due_at=due)


def _choose_opening(work: Step) -> None:
    case, calendar = work.case, calendar_for(work.case.municipality)
    rows, asked = queries.norms_of(case.municipality_id), queries.about(case)
    on = case.received_at.astimezone(calendar.tz).date()
    had = {term.kind: term for term in case.terms.select_related("norm")}
    for kind in OPENING:
        choice, key = picked(rows, kind, asked, on)
        if choice.norm is None or kind not in opening_kinds(case.regime):
            cancel(case, work.now, (kind,))
        elif not opens(choice.norm):
            continue
        elif kind not in had:
            _begin(case, choice.norm, key, calendar)
        elif had[kind].norm_id != key and had[kind].is_open:
            _recount(had[kind], choice.norm, key, calendar)


def _begin(case: Case, norm: NormView, key: int | None, calendar: WorkCalendar) -> None:
    since = begins(norm, Facts(queries.about(case), case.received_at, case.registered_at))
    Term.objects.create(
        case=case,
        kind=norm.kind,
        norm_id=key,
        started_at=since,
        due_at=count(norm, since, calendar).due,
        met_at=case.registered_at if norm.kind == TermKind.REGISTER else None,
    )


def _recount(term: Term, norm: NormView, key: int | None, calendar: WorkCalendar) -> None:
    """Another norm for the same clock; from the same moment where it counts from the same event."""
    if term.norm is None or term.norm.start != norm.start:
        case = term.case
        facts = Facts(queries.about(case), case.received_at, case.registered_at)
        term.started_at = begins(norm, facts)
    term.norm_id = key
    term.due_at = moved(norm, term.started_at, calendar, life_of(term)).due
    term.save(update_fields=["norm", "started_at", "due_at"])


def _go_on(terms: QuerySet[Term], now: datetime) -> list[Term]:
    found = list(terms.select_related("norm", "body", "case__municipality"))
    TermPause.objects.filter(term__in=found, until__isnull=True).update(until=now)
    for term in found:
        term.paused_at = None
        term.due_at = _due(term, calendar_for(term.case.municipality, term.body))
    Term.objects.bulk_update(found, ["paused_at", "due_at"])
    return found


def _due(term: Term, calendar: WorkCalendar) -> datetime:
    if term.norm is None:
        return term.due_at
    return moved(norm_view(term.norm), term.started_at, calendar, life_of(term)).due


def _open(term: Term) -> Term:
    found = Term.objects.select_for_update(of=("self",)).select_related("norm").get(pk=term.pk)
    if found.met_at or found.cancelled_at:
        raise RuleViolation("Этот срок уже закончен. Обновите страницу.")
    return found


def _reason(text: str, complaint: str) -> str:
    text = text.replace("\x00", "").strip()[:MAX_REASON]
    if not text:
        raise RuleViolation(complaint)
    return text
