"""Rules and fast routes follow what happened: found by the journal, keyed, each event in one piece.

The numbers of a journal have no gaps and are given in the order of commits. The cursor moves in the
transaction of the acts, and every run has a key of its own: killed anywhere, it begins again there.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mcu.cases.actions import fast
from mcu.cases.actions.deeds import perform
from mcu.cases.models import AutomationCursor, Case, FastRoute, Rule, RuleRun, Term
from mcu.cases.queries.automation import reference_of
from mcu.cases.queries.conditions import as_q, facts_of, moment_of
from mcu.cases.rules.automation import BY_TIME, JOURNAL, OFTEN, Event, read_acts
from mcu.cases.rules.conditions import read
from mcu.cases.rules.planning import Reference, plan
from mcu.cases.rules.workflow import FINISHED
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry, JournalHead
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, program

log = logging.getLogger(__name__)
ENTRIES = 200
NAMED = "Правило «"
ENTERING = frozenset({Event.REGISTERED, Event.CLASSIFIED})


def look_through(*, place: Municipality, now: datetime) -> int:
    """Everything since the last time; how many events were looked at. The first look only begins."""
    head = JournalHead.objects.filter(pk=place.pk).first()
    last = head.sequence if head else 0
    cursor, first = AutomationCursor.objects.get_or_create(
        municipality=place, defaults={"sequence": last}
    )
    if first:
        return 0
    count = 0
    if _anything_waits(place):
        while entries := list(_entries(place, cursor.sequence, last)):
            for entry in entries:
                count += _follow(place, entry, now)
            cursor.refresh_from_db()
    behind = AutomationCursor.objects.filter(pk=place.pk, sequence__lt=last)
    behind.update(sequence=last)
    return count


def settle_ways(*, place: Municipality, now: datetime) -> None:
    """Fast routes whose case has its answer are over."""
    for case in fast.waiting_to_settle(place):
        fast.settle(case=case, now=now)


def look_at_terms(*, place: Municipality, now: datetime) -> int:
    """Rules of near and of missed terms: once for each term."""
    count = 0
    for rule in Rule.objects.filter(municipality=place, active=True, event__in=sorted(BY_TIME)):
        for term in _terms(place, rule, now):
            count += apply(rule, term.case, f"{rule.event}:{term.pk}", now, reference_of(place.pk))
    return count


def apply(rule: Rule, case: Case, key: str, now: datetime, reference: Reference) -> bool:
    """The rule acts on the case once for this key; what goes wrong is written on the rule."""
    try:
        with transaction.atomic():
            return _apply(rule, case, key, now, reference)
    except RuleViolation as refusal:
        _complain(rule, f"{case}: {refusal.sentence}", now)
    except Exception as error:
        log.exception("rule %s failed on case %s", rule.pk, case.pk)
        _complain(rule, f"{case}: внутренняя ошибка ({type(error).__name__})", now)
    return False


def _apply(rule: Rule, case: Case, key: str, now: datetime, reference: Reference) -> bool:
    run, fresh = RuleRun.objects.get_or_create(
        rule=rule, key=key, defaults={"case": case, "version": rule.version, "at": now}
    )
    if not fresh:
        return False
    lately = RuleRun.objects.filter(rule=rule, case=case, at__gt=now - timedelta(days=1))
    if lately.count() > OFTEN:
        raise RuleViolation(
            f"Правило сработало уже {OFTEN} раз за сутки и для этого сообщения остановлено."
        )
    by = actor_of(rule)
    for act in read_acts(rule.acts):
        found = plan(act, facts_of([case], ())[case.pk], reference)
        if found.result == "done":
            perform(act, case, by=by, now=now)
            case = _fresh(case.pk)
        run.done.append(found.said)
    if all(row["result"] == "refused" for row in run.done):
        run.state = RuleRun.State.FAILED
    run.save(update_fields=["done", "state"])
    return True


def actor_of(rule: Rule) -> Actor:
    """The program, acting in the name of the rule."""
    return program(rule.municipality_id, f"{NAMED}{rule.name}»"[:200])


def _follow(place: Municipality, entry: JournalEntry, now: datetime) -> int:
    """One event: the cursor goes past it together with everything that came of it."""
    with transaction.atomic():
        cursor = AutomationCursor.objects.select_for_update().get(pk=place.pk)
        if cursor.sequence >= entry.sequence:
            return 0
        event = JOURNAL[entry.action]
        if event in ENTERING:
            for case in _cases(place, entry):
                fast.enter_if_fits(case=case, now=now)
        if not entry.actor_name.startswith(NAMED):  # what a rule did calls no rule
            _rules(place, entry, event, now)
        AutomationCursor.objects.filter(pk=place.pk).update(sequence=entry.sequence)
    return 1


def _rules(place: Municipality, entry: JournalEntry, event: Event, now: datetime) -> None:
    rules = Rule.objects.filter(municipality=place, active=True, event=event, since__lte=entry.at)
    for rule in rules:
        fits = as_q(read(rule.condition), moment_of(place, now))
        for case in _cases(place, entry).filter(fits):
            single = event == Event.REGISTERED
            key = f"{event}:{case.pk if single else entry.sequence}"
            apply(rule, case, key, now, reference_of(place.pk))


def _cases(place: Municipality, entry: JournalEntry) -> QuerySet[Case]:
    """What the entry speaks of: one case, or the open ones among those an import brought."""
    cases = Case.objects.filter(municipality=place).select_related(*JOINED)
    if entry.action != "import.batch":
        return cases.filter(pk=entry.object_id or 0)
    ends = entry.after.get("cases") or [0, 0]
    return cases.filter(pk__range=ends).exclude(state__in=sorted(FINISHED)).order_by("pk")


JOINED = ("municipality", "topic", "block", "body", "executor")


def _fresh(pk: int) -> Case:
    return Case.objects.select_related(*JOINED).get(pk=pk)


def _terms(place: Municipality, rule: Rule, now: datetime) -> Iterator[Term]:
    """Open terms that are near or missed since the rule is on, not told to it yet."""
    if rule.event == Event.NEAR:
        span = (now, now + timedelta(hours=rule.hours))
    else:
        span = (rule.since or now, now)
    key = Concat(Value(f"{rule.event}:"), Cast(OuterRef("pk"), CharField()))
    terms = Term.objects.filter(
        due_at__gt=span[0], due_at__lte=span[1], met_at__isnull=True, cancelled_at__isnull=True
    )
    fits = Case.objects.filter(as_q(read(rule.condition), moment_of(place, now)))
    terms = terms.filter(case__in=fits.filter(municipality=place).values("pk"))
    waiting = terms.exclude(Exists(RuleRun.objects.filter(rule=rule, key=key)))
    yield from waiting.select_related(*(f"case__{name}" for name in JOINED)).order_by("due_at")


def _entries(place: Municipality, after: int, last: int) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.filter(
        municipality_id=place.pk,
        sequence__gt=after,
        sequence__lte=last,
        action__in=sorted(JOURNAL),
    )
    return entries.order_by("sequence")[:ENTRIES]


def _anything_waits(place: Municipality) -> bool:
    return (
        Rule.objects.filter(municipality=place, active=True).exists()
        or FastRoute.objects.filter(municipality=place, active=True).exists()
    )


def _complain(rule: Rule, sentence: str, now: datetime) -> None:
    Rule.objects.filter(pk=rule.pk).update(error=sentence[:500], error_at=now)
