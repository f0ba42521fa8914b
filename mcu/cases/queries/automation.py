"""What rules choose from, the rules themselves, and what one of them would have done."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_datetime

from mcu.cases.models import Case, Rule, RuleRun, Term, Topic
from mcu.cases.queries.conditions import ACTS, facts, moment_of, repeated_among
from mcu.cases.rules.automation import JOURNAL, Act, Event, Needs
from mcu.cases.rules.conditions import Condition, evaluate
from mcu.cases.rules.planning import Plan, Reference, plan
from mcu.cases.rules.words import Importance
from mcu.cases.rules.workflow import FINISHED
from mcu.core.models import JournalEntry
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.rules.roles import Actor, Role

# A dry run looks at this many events at most, the latest of the period.
MOST_EVENTS = 5000
SHOWN = 100
TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Would:
    """One event a rule would have met: when, which case, and what of it."""

    at: datetime
    case: Case
    key: str
    plans: tuple[Plan, ...]

    @property
    def results(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((str(p.act.deed), p.result, p.before) for p in self.plans)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would have happened: how many events were looked at, and those the rule fits."""

    events: int
    found: list[Would]
    cut: bool

    @property
    def shown(self) -> list[Would]:
        return self.found[:SHOWN]

    @property
    def counts(self) -> dict[str, int]:
        """How many acts would have been done, needless, refused."""
        results = [p.result for would in self.found for p in would.plans]
        return {name: results.count(name) for name in ("done", "same", "refused")}


def rule_for(actor: Actor, pk: int) -> Rule:
    """A rule of the municipality, else Http404."""
    found = Rule.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого правила нет.")
    return found


def rules_of(municipality_id: int) -> list[Rule]:
    """All rules in the order they are asked."""
    return list(Rule.objects.filter(municipality_id=municipality_id))


def rule_runs(rule: Rule, number: int = 50) -> list[RuleRun]:
    return list(rule.runs.select_related("case")[:number])


def reference_of(municipality_id: int) -> Reference:
    """What an act may name, by its code."""
    bodies = Body.objects.filter(municipality_id=municipality_id, active=True)
    rows = list(bodies.select_related("block"))
    blocks = Block.objects.filter(municipality_id=municipality_id, active=True)
    people = Person.objects.filter(municipality_id=municipality_id, is_active=True)
    names: dict[str, dict[str, str]] = {
        Needs.BODY: {body.code: str(body) for body in rows},
        Needs.BLOCK: {block.code: block.name for block in blocks},
        Needs.PERSON: {person.login: person.get_short_name() for person in people},
        Needs.IMPORTANCE: {value: str(label) for value, label in Importance.choices},
        Needs.ROLE: {role.value: str(role.label) for role in Role},
    }
    return Reference(names, {body.code: body.block.code if body.block else "" for body in rows})


def dry_run(
    *,
    place: Municipality,
    event: str,
    hours: int,
    condition: Condition,
    acts: Sequence[Act],
    since: datetime,
    now: datetime,
) -> DryRun:
    """What the rule would have done to the events since then; nothing is written."""
    moments = list(_moments(place, Event(event), hours, since, now))
    reference = reference_of(place.pk)
    found: list[Would] = []
    for start in range(0, min(len(moments), MOST_EVENTS), TOGETHER):
        part = moments[start : min(start + TOGETHER, MOST_EVENTS)]
        past = Past(place, [key for _, key, _, _ in part])
        for at, case_id, sequence, key in part:
            case = past.case(case_id, at, sequence)
            if case is None or (key.startswith("import") and case.state in FINISHED):
                continue
            counts, again = past.counts(case_id, at, sequence), case_id in past.repeated
            known = facts(case, counts, "", repeated=again)
            if evaluate(condition, known, moment_of(place, at)):
                found.append(Would(at, case, key, _plans(acts, known, reference)))
    return DryRun(min(len(moments), MOST_EVENTS), found, len(moments) > MOST_EVENTS)


def _plans(acts: Iterable[Act], known: Any, reference: Reference) -> tuple[Plan, ...]:
    plans = []
    for act in acts:
        plans.append(plan(act, known, reference))
        known = plans[-1].facts
    return tuple(plans)


Moment = tuple[datetime, int, int | None, str]


def _moments(
    place: Municipality, event: Event, hours: int, since: datetime, now: datetime
) -> Iterator[Moment]:
    """When it happened, to which case, after which line of the journal; the latest first."""
    if event in (Event.NEAR, Event.MISSED):
        yield from _by_time(place, event, hours, since, now)
        return
    entries = JournalEntry.objects.filter(
        municipality_id=place.pk,
        action__in=[action for action, meant in JOURNAL.items() if meant == event],
        at__gt=since,
        at__lte=now,
    ).order_by("-at", "-sequence")
    for entry in entries[: MOST_EVENTS + 1]:
        if entry.action != "import.batch":
            key = entry.object_id if event == Event.REGISTERED else entry.sequence
            yield entry.at, entry.object_id or 0, entry.sequence, f"{event}:{key}"
            continue
        ends = entry.after.get("cases") or [0, 0]
        brought = Case.objects.filter(municipality=place, pk__range=ends).order_by("pk")
        for pk in brought.values_list("pk", flat=True):
            yield entry.at, pk, entry.sequence, f"{event}:{pk}"


def _by_time(
    place: Municipality, event: Event, hours: int, since: datetime, now: datetime
) -> Iterator[Moment]:
    ahead = timedelta(hours=hours if event == Event.NEAR else 0)
    terms = Term.objects.filter(
        case__municipality=place, due_at__gt=since + ahead, due_at__lte=now + ahead
    ).order_by("-due_at")
    for term in terms[: MOST_EVENTS + 1]:
        at = max(term.due_at - ahead, term.started_at)
        stopped = min(filter(None, (term.met_at, term.cancelled_at)), default=None)
        if (stopped is None or stopped > at) and at <= now:
            yield at, term.case_id, None, f"{event}:{term.pk}"


class Past:
    """Some cases as they stood at a moment: what the journal changed since is turned back."""

    def __init__(self, place: Municipality, keys: Sequence[int]) -> None:
        joined = Case.objects.select_related("municipality")
        self.cases = {case.pk: case for case in joined.filter(municipality=place, pk__in=keys)}
        self.repeated = repeated_among(list(self.cases))
        self.entries: dict[int, list[JournalEntry]] = {}
        rows = JournalEntry.objects.filter(object_type="cases.case", object_id__in=list(self.cases))
        for entry in rows.order_by("-sequence"):
            self.entries.setdefault(entry.object_id or 0, []).append(entry)
        self.related: dict[str, dict[int, Any]] = {
            "topic_id": _all(Topic, place),
            "block_id": _all(Block, place),
            "body_id": _all(Body, place),
            "executor_id": _all(Person, place),
        }

    def case(self, pk: int, at: datetime, sequence: int | None) -> Case | None:
        """The case right after the line, or at the moment; a copy that is never saved."""
        found = self.cases.get(pk)
        if found is None:
            return None
        found = copy(found)
        for entry in self._later(pk, at, sequence):
            for name, value in entry.before.items():
                if name in TURNED:
                    setattr(found, name, TURNED[name](value))
        for name, rows in self.related.items():
            setattr(found, name.removesuffix("_id"), rows.get(getattr(found, name)))
        return found

    def counts(self, pk: int, at: datetime, sequence: int | None) -> dict[str, int]:
        later = {entry.pk for entry in self._later(pk, at, sequence)}
        earlier = [e.action for e in self.entries.get(pk, []) if e.pk not in later]
        return {name: earlier.count(action) for name, action in ACTS.items()}

    def _later(self, pk: int, at: datetime, sequence: int | None) -> Iterator[JournalEntry]:
        for entry in self.entries.get(pk, []):
            if entry.sequence > sequence if sequence is not None else entry.at > at:
                yield entry


def _all(model: Any, place: Municipality) -> dict[int, Any]:
    return {row.pk: row for row in model.objects.filter(municipality=place)}


def _moment(value: Any) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _as_is(value: Any) -> Any:
    return value


# What the journal keeps of a case before an act, and how it is read back.
TURNED = {
    **dict.fromkeys(
        ("state", "topic_id", "kind", "block_id", "body_id", "executor_id", "outcome",
         "importance", "settlement", "street", "house", "topic_confirmed"), _as_is,
    ),
    **dict.fromkeys(("due_at", "closed_at", "first_answer_at"), _moment),
    "postponed_until": _day,
}  # fmt: skip
