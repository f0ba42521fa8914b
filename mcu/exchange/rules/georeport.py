"""GeoReport v2 as rules: what a request to our server means, or why it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SPAN = timedelta(days=90)
MOST = 1000
LONGEST = 4000
LONGEST_TEXT = 200_000
STATES = frozenset({"open", "closed"})


class Refused(Exception):
    """A code of the specification and what to tell, in Russian."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests; with `numbers` nothing else counts."""

    numbers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    states: frozenset[str] = STATES
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    size: int = MOST


@dataclass(frozen=True, slots=True)
class Attribute:
    """A question of a service; `values` pairs of key and name where it is a choice."""

    code: str
    description: str
    required: bool
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to be taken."""

    service: str
    form: Mapping[str, str]
    point: tuple[float, float] | None = None
    answers: tuple[tuple[str, str], ...] = field(default=())


def given(fields: Mapping[str, str], name: str) -> str:
    """An empty parameter is an absent one."""
    return fields.get(name, "").strip()


def wanted(fields: Mapping[str, str], now: datetime) -> Wanted:
    """The filters of a list of requests; by default the last ninety days."""
    numbers = _list(fields, "service_request_id")
    size = _whole(fields, "page_size", MOST, MOST)
    page = _whole(fields, "page", 1, 10**6)
    if numbers:
        return Wanted(numbers=numbers[:MOST], since=None, until=None, page=page, size=size)
    states = frozenset(_list(fields, "status")) or STATES
    if not states <= STATES:
        raise Refused(400, "status бывает open, closed или оба через запятую.")
    since, until = _span(fields, now)
    return Wanted((), _list(fields, "service_code"), states, since, until, page, size)


def span(fields: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """The period of a list of updates."""
    return _span(fields, now)


def sent(fields: Mapping[str, Sequence[str]], attributes: Sequence[Attribute]) -> Sent:
    """A form of a request, checked against the questions of its service."""
    form = {name: values[-1] for name, values in fields.items() if values}
    if any("\x00" in value or "\ufffd" in value for values in fields.values() for value in values):
        raise Refused(400, "Текст не в UTF-8 или с нулевыми знаками. Пришлите форму в UTF-8.")
    point = _point(form)
    if point is None and not given(form, "address_string") and not given(form, "address_id"):
        raise Refused(400, "Нет места: нужны lat и long, address_string или address_id.")
    description = given(form, "description")
    answers = tuple(_answers(fields, attributes))
    if not description and not answers:
        raise Refused(400, "Нет description: опишите, что случилось.")
    if len(description) > LONGEST:
        raise Refused(400, f"description длиннее {LONGEST} знаков.")
    return Sent(given(form, "service_code"), form, point, answers)


def neutral(text: str) -> str:
    """Markup that a careless page would run becomes plain signs."""
    return text.replace("<", "‹").replace(">", "›")[:LONGEST]


def _answers(
    fields: Mapping[str, Sequence[str]], attributes: Sequence[Attribute]
) -> list[tuple[str, str]]:
    found = []
    for attribute in attributes:
        names = (f"attribute[{attribute.code}]", f"attribute[{attribute.code}][]")
        values = [
            one.strip()[:1000] for name in names for one in fields.get(name, ()) if one.strip()
        ]
        if not values and attribute.required:
            raise Refused(400, f"Нет обязательного ответа {names[0]}: «{attribute.description}».")
        known = dict(attribute.values)
        if known and not set(values) <= set(known):
            raise Refused(400, f"{names[0]}: такого варианта нет, возьмите key из определения.")
        if values:
            found.append((attribute.description, ", ".join(known.get(one, one) for one in values)))
    return found


def _point(form: Mapping[str, str]) -> tuple[float, float] | None:
    lat, lon = given(form, "lat"), given(form, "long")
    if not lat and not lon:
        return None
    if not lat or not lon:
        raise Refused(400, "lat и long передают вместе.")
    try:
        found = float(lat), float(lon)
    except ValueError as wrong:
        raise Refused(400, "lat и long — числа с точкой, WGS 84.") from wrong
    if not (-90 <= found[0] <= 90 and -180 <= found[1] <= 180):
        raise Refused(400, "Такой точки нет: lat от -90 до 90, long от -180 до 180.")
    return found


def _span(fields: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    since, until = _moment(fields, "start_date"), _moment(fields, "end_date")
    if since is None and until is None:
        return now - SPAN, now
    if since is None:
        return (until or now) - SPAN, until or now
    until = until or min(since + SPAN, max(now, since))
    if until < since:
        raise Refused(400, "end_date раньше start_date. Поменяйте их местами.")
    if until - since > SPAN + timedelta(days=1):
        raise Refused(400, "Период больше 90 дней. Запросите его по частям.")
    return since, until


def _moment(fields: Mapping[str, str], name: str) -> datetime | None:
    text = given(fields, name).replace(" ", "+")  # a plus in an address is read as a space
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None or not 1900 < found.year < 2200:
            raise ValueError
    except ValueError as wrong:
        raise Refused(400, f"{name}: нужна дата W3C с зоной, 2026-11-21T00:00:00Z.") from wrong
    return found


def _list(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given(fields, name).split(",") if part.strip())


def _whole(fields: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given(fields, name)
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) >= 1):
        raise Refused(400, f"{name}: нужно целое число от 1 до {most}.")
    return min(int(text), most)
