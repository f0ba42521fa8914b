"""A condition asked of the database, and the facts it is evaluated on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay
from django.db.models.lookups import GreaterThanOrEqual, In, LessThan, LessThanOrEqual, Regex

from mcu.cases.models import Appeal, Case, FastRun, Topic
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.appeal import channels_of, form_of
from mcu.cases.rules.conditions import FIELDS, Condition, Facts, Group, Line, Moment, Shape
from mcu.cases.rules.conditions.evaluating import (
    LOWER,
    UPPER,
    fold,
    pattern,
    received_when_worked,
)
from mcu.cases.rules.conditions.fields import Operator as O
from mcu.cases.rules.workflow import FINISHED
from mcu.core.models import JournalEntry
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor

COUNTED = 1000
ACTS = {"postponed": "case.postpone", "reopened": "case.reopen"}
# Fields that are a column, or lie behind a key.
COLUMNS = {
    "speed": "topic__speed",
    "block": "block__code",
    "body": "body__code",
    "executor": "executor__login",
    "received": "received_at",
}


def moment_of(place: Municipality, now: datetime) -> Moment:
    """The moment with the calendar of the municipality."""
    return Moment(now, calendar_for(place))


def as_q(condition: Condition, moment: Moment) -> Q:
    """The condition as a filter of cases; an empty one leaves everything in."""
    found = Q()
    for item in condition.items:
        one = as_q(item, moment) if isinstance(item, Group) else _test(item, moment)
        found = found & one if condition.join == "all" else found | one
    return found


def facts_of(
    cases: Iterable[Case], fields: Collection[str] = frozenset(FIELDS)
) -> dict[int, Facts]:
    """Facts by the key of the case; what costs a query is read only where a field asks for it."""
    cases = list(cases)
    keys = [case.pk for case in cases]
    acts = _acts(keys, ACTS.keys() & set(fields))
    fast = _fast_codes(keys) if "fast" in fields else {}
    again = repeated_among(keys) if "repeated" in fields else frozenset()
    return {
        case.pk: facts(
            case, acts.get(case.pk, {}), fast.get(case.pk, ""), repeated=case.pk in again
        )
        for case in cases
    }


def fitting(place: Municipality, condition: Condition, now: datetime) -> QuerySet[Case]:
    """Every case of the municipality for which it holds; for the program, not for a person."""
    return Case.objects.filter(as_q(condition, moment_of(place, now)), municipality=place)


def count_fitting(
    actor: Actor, place: Municipality, condition: Condition, now: datetime
) -> tuple[int, int]:
    """How many of the cases the person sees fit, and how many of those are open; up to COUNTED + 1."""
    found = cases_for(actor).filter(as_q(condition, moment_of(place, now)))
    states = list(found.order_by().values_list("state", flat=True)[: COUNTED + 1])
    return len(states), sum(state not in FINISHED for state in states)


def _test(line: Line, moment: Moment) -> Q:
    special = SPECIAL.get(line.field)
    if special:
        return special(line, moment)
    by_shape: Callable[[Line], Q] = SHAPES[FIELDS[line.field].shape]
    return by_shape(line)


def _column(line: Line) -> str:
    return COLUMNS.get(line.field, line.field)


def _choice(line: Line) -> Q:
    column = _column(line)
    if line.op in (O.EMPTY, O.FILLED):
        empty = Q(**{f"{column}__isnull": True}) if "__" in column else Q(**{column: ""})
        if line.field == "speed":
            empty = Q(topic__isnull=True)
        return empty if line.op is O.EMPTY else ~empty
    found = Q(**{f"{column}__in": line.value})
    return found if line.op is O.ANY else ~found


def _place(line: Line) -> Q:
    if line.op in (O.EMPTY, O.FILLED):
        return Q(**{line.field: ""}) if line.op is O.EMPTY else ~Q(**{line.field: ""})
    assert isinstance(line.value, tuple)
    found = Q(In(_folded(line.field), sorted({fold(name) for name in line.value})))
    return found if line.op is O.ANY else ~found


def _words(line: Line) -> Q:
    assert isinstance(line.value, tuple)
    found = Q(Regex(_folded(line.field), pattern(line.value)))
    return found if line.op is O.HAS else ~found


def _folded(column: str) -> Func:
    return Func(
        F(column), Value(UPPER), Value(LOWER), function="TRANSLATE", output_field=TextField()
    )


def _flag(line: Line) -> Q:
    return Q(**{line.field: line.op is O.YES})


def _number(line: Line) -> Q:
    return Q(**{f"{line.field}__{'gte' if line.op is O.LEAST else 'lte'}": line.value})


SHAPES: dict[Shape, Callable[[Line], Q]] = {
    Shape.CHOICE: _choice,
    Shape.NAMED: _choice,
    Shape.PLACE: _place,
    Shape.WORDS: _words,
    Shape.FLAG: _flag,
    Shape.NUMBER: _number,
}


def _topic(line: Line, moment: Moment) -> Q:
    if line.op in (O.EMPTY, O.FILLED):
        return Q(topic__isnull=line.op is O.EMPTY)
    assert isinstance(line.value, tuple)
    within = Q(code__in=line.value)
    for code in line.value:
        within |= Q(path__startswith=f"{code}/") | Q(path__contains=f"/{code}/")
    found = Q(topic__in=Topic.objects.filter(within).order_by().values("pk"))
    return found if line.op is O.ANY else ~found


def _labels(line: Line, moment: Moment) -> Q:
    """The filled ones are asked first: only they stand in the index."""
    if line.op in (O.EMPTY, O.FILLED):
        return Q(labels=[]) if line.op is O.EMPTY else ~Q(labels=[])
    assert isinstance(line.value, tuple)
    found = ~Q(labels=[]) & Q(labels__overlap=list(line.value))
    return found if line.op is O.ANY else ~found


def _received(line: Line, moment: Moment) -> Q:
    edge = _edge(line, moment)
    return Q(received_at__gte=edge) if line.op is O.SINCE else Q(received_at__lt=edge)


def _answered(line: Line, moment: Moment) -> Q:
    at, edge = Coalesce("first_answer_at", "closed_at"), Value(_edge(line, moment))
    return Q(GreaterThanOrEqual(at, edge) if line.op is O.SINCE else LessThan(at, edge))


def _edge(line: Line, moment: Moment) -> datetime:
    """The beginning of the day, or of the next one for «until»."""
    assert isinstance(line.value, date)
    day = line.value if line.op is O.SINCE else line.value + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=moment.calendar.tz)


def _weekday(line: Line, moment: Moment) -> Q:
    assert isinstance(line.value, tuple)
    day = ExtractIsoWeekDay("received_at", tzinfo=moment.calendar.tz)
    found = Q(In(day, [int(value) for value in line.value]))
    return found if line.op is O.ANY else ~found


def _hour(line: Line, moment: Moment) -> Q:
    return _compared(ExtractHour("received_at", tzinfo=moment.calendar.tz), line)


def _age(line: Line, moment: Moment) -> Q:
    edge = moment.now - timedelta(hours=_whole(line))
    return Q(received_at__lte=edge) if line.op is O.LEAST else Q(received_at__gte=edge)


def _worked(line: Line, moment: Moment) -> Q:
    least = line.op is O.LEAST
    edge = received_when_worked(_whole(line), moment, least=least)
    return Q(received_at__lte=edge) if least else Q(received_at__gte=edge)


def _due(line: Line, moment: Moment) -> Q:
    edge = moment.now + timedelta(hours=_whole(line))
    return Q(due_at__gte=edge) if line.op is O.LEAST else Q(due_at__lte=edge)


def _overdue(line: Line, moment: Moment) -> Q:
    late = Q(due_at__lt=moment.now)
    return late if line.op is O.YES else ~late


def _open(line: Line, moment: Moment) -> Q:
    finished = Q(state__in=sorted(FINISHED))
    return ~finished if line.op is O.YES else finished


def _form(line: Line, moment: Moment) -> Q:
    """As it was corrected, else the one the channel speaks for."""
    assert isinstance(line.value, tuple)
    channels = [channel for form in line.value for channel in channels_of(form)]
    found = Q(form__in=line.value) | Q(form="", channel__in=channels)
    return found if line.op is O.ANY else ~found


def _repeated(line: Line, moment: Moment) -> Q:
    found = Q(Exists(Appeal.objects.filter(case=OuterRef("pk"), former__isnull=False)))
    return found if line.op is O.YES else ~found


def _counted(line: Line, moment: Moment) -> Q:
    entries = JournalEntry.objects.filter(
        object_type="cases.case", object_id=OuterRef("pk"), action=ACTS[line.field]
    )
    counted = entries.order_by().values("object_id").annotate(n=Count("pk")).values("n")
    return _compared(Coalesce(Subquery(counted, output_field=IntegerField()), 0), line)


def _fast(line: Line, moment: Moment) -> Q:
    """Along which route; one it was taken off from does not count."""
    runs = FastRun.objects.filter(case=OuterRef("pk")).exclude(end=FastRun.End.REMOVED)
    if isinstance(line.value, tuple):
        runs = runs.filter(route__code__in=line.value)
    found = Q(Exists(runs))
    return found if line.op in (O.ANY, O.FILLED) else ~found


def _compared(number: Any, line: Line) -> Q:
    compare = GreaterThanOrEqual if line.op is O.LEAST else LessThanOrEqual
    return Q(compare(number, Value(_whole(line))))


def _whole(line: Line) -> int:
    assert isinstance(line.value, int)
    return line.value


SPECIAL: Mapping[str, Callable[[Line, Moment], Q]] = {
    "topic": _topic,
    "labels": _labels,
    "received": _received,
    "answered": _answered,
    "weekday": _weekday,
    "hour": _hour,
    "age": _age,
    "worked": _worked,
    "due": _due,
    "overdue": _overdue,
    "open": _open,
    "fast": _fast,
    "form": _form,
    "repeated": _repeated,
    "postponed": _counted,
    "reopened": _counted,
}


def facts(case: Case, acts: Mapping[str, int], fast: str, *, repeated: bool = False) -> Facts:
    """What a condition may ask of the case; what lies in other tables is given."""
    topic = case.topic
    return Facts(
        received_at=case.received_at,
        regime=case.regime,
        system=case.system,
        channel=case.channel,
        appeal_kind=case.appeal_kind,
        kind=case.kind,
        state=case.state,
        outcome=case.outcome,
        importance=case.importance,
        topics=frozenset([*topic.path.split("/"), topic.code]) if topic else frozenset(),
        speed=topic.speed if topic else "",
        settlement=case.settlement,
        street=case.street,
        block=case.block.code if case.block else "",
        body=case.body.code if case.body else "",
        executor=case.executor.login if case.executor else "",
        text=case.text,
        tags=case.tags,
        labels=frozenset(case.labels),
        collective=case.collective,
        repeated=repeated,
        form=case.form or form_of(case.channel),
        category=case.category,
        audience=case.audience,
        answered_at=case.first_answer_at or case.closed_at,
        due_at=case.due_at,
        postponed=acts.get("postponed", 0),
        reopened=acts.get("reopened", 0),
        fast=fast,
    )


def _acts(keys: list[int], wanted: Collection[str]) -> dict[int, dict[str, int]]:
    """How often these acts were done to these cases, by the journal."""
    found: dict[int, dict[str, int]] = {}
    for name in wanted:
        entries = JournalEntry.objects.filter(
            object_type="cases.case", object_id__in=keys, action=ACTS[name]
        )
        rows = entries.order_by().values_list("object_id").annotate(n=Count("pk"))
        for key, number in rows:
            found.setdefault(key, {})[name] = number
    return found


def repeated_among(keys: Collection[int]) -> frozenset[int]:
    """Which of these cases are appeals that repeat a former one."""
    found = Appeal.objects.filter(case__in=keys, former__isnull=False)
    return frozenset(found.values_list("case_id", flat=True))


def _fast_codes(keys: list[int]) -> dict[int, str]:
    runs = FastRun.objects.filter(case__in=keys).exclude(end=FastRun.End.REMOVED)
    return dict(runs.values_list("case_id", "route__code"))
