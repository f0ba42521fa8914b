"""A row of an export as one typed value, or the reason why it cannot be taken."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from mcu.intake.rules.fields import BY_NAME
from mcu.intake.rules.layouts import HeaderMatch, normal
from mcu.intake.rules.values import duration, flag, integer, moment, name, shown, text
from mcu.intake.rules.words import KINDS, OUTCOMES, STEPS

LONGEST_KEY = 80
HASH_BYTES = 16
LARGEST_COUNT = 2**31 - 1  # what a counter of people can hold
SEPARATOR = "\x1f"
JSON_TYPES = frozenset({str, int, float, bool, type(None)})

Value = TypeVar("Value")


class IncomingRow(NamedTuple):
    """A usable row. Texts are never None: an empty one is "". Moments carry the zone of the file.

    `key` tells the row from all others of its system: the identifier, else `number:…`, else
    `content:…` (`key_kind` says which). `digest` changes when anything a person would notice
    changes; counters of audience and engagement, which grow by themselves, are left out, and so
    are `first_answer_took` and `first_answer_took_working`, reckoned by the system of record.
    `state` is "" when the step is unknown or absent; `warnings` are Russian sentences; `raw` are all
    cells under the titles, as values JSON can hold.
    """

    line: int
    key: str
    key_kind: str
    digest: str
    external_id: str
    number: str
    body_names: tuple[str, ...]
    group: str
    topic: str
    fact: str
    kind: str | None
    outcome: str | None
    step: str
    state: str
    created_at: datetime | None
    due_at: datetime | None
    assigned_at: datetime | None
    sent_for_approval_at: datetime | None
    first_answer_at: datetime | None
    satisfaction_step_at: datetime | None
    closed_at: datetime | None
    answers: tuple[str, ...]
    text: str
    region: str
    municipality: str
    settlement: str
    street: str
    house: str
    place_object: str
    address: str
    post_url: str
    blog_url: str
    author_url: str
    answer_account: str
    audience: int | None
    engagement: int | None
    media_in_message: bool | None
    media_in_answer: bool | None
    tags: str
    note: str
    close_reason: str
    survey_sent: bool | None
    rating: int | None
    fast_track: bool | None
    repeated: bool | None
    extended: bool | None
    first_answer_took: timedelta | None
    first_answer_took_working: timedelta | None
    warnings: tuple[str, ...]
    raw: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken: its line in the file, why, and what stood in it."""

    number: int
    reason: str
    raw: tuple[Any, ...]


def read_row(
    cells: Sequence[Any],
    match: HeaderMatch,
    tz: tzinfo,
    number: int = 0,
    steps: Mapping[str, str] = STEPS,
) -> IncomingRow | Rejected:
    """Read a row under the header; `number` is its line in the file, for people; `steps` are the
    words of its statuses with the state they mean.

    Rejected is only what cannot be used: no text and no topic, or a date of creation or
    closing that cannot be read (a case silently reopened is worse than a row given back).
    Everything else unreadable is left out with a warning.
    """
    raw = raw_of(cells, match)
    found = _Reading(match.pick(cells), tz)
    if not found.text("text") and not found.name("topic"):
        return Rejected(number, "нет ни текста, ни темы", raw)
    try:
        created = found.must("created_at", "дата создания")
        closed = found.must("closed_at", "дата окончания")
    except ValueError as problem:
        repeated = _is_header_again(cells, match)
        return Rejected(number, "повторена строка заголовков" if repeated else str(problem), raw)
    _doubt_dates(found, created, closed)
    if len(cells) > len(match.titles) and any(text(cell) for cell in cells[len(match.titles) :]):
        found.warnings.append("ячеек больше, чем столбцов: возможно, строка сдвинута")
    return _row(found, created, closed, number, raw, steps)


def raw_of(cells: Sequence[Any], match: HeaderMatch) -> tuple[Any, ...]:
    """The cells under all titles, also unknown ones, as values JSON can hold."""
    if not JSON_TYPES.issuperset(map(type, cells)):
        cells = [cell if type(cell) in JSON_TYPES else str(cell) for cell in cells]
    missing = len(match.titles) - len(cells)
    return (*cells, *("",) * missing) if missing > 0 else tuple(cells[: len(match.titles)])


class _Reading:
    """The cells of one row by field, read one by one; what cannot be read becomes a warning.

    Fields go by their plain names here: looking up members of an enum costs as much as reading.
    """

    __slots__ = ("_cells", "_tz", "warnings")

    def __init__(self, cells: Mapping[str, Any], tz: tzinfo) -> None:
        self._cells, self._tz = cells, tz
        self.warnings: list[str] = []

    def text(self, field: str) -> str:
        """A text as it is: long, or different in every row."""
        cell = self._cells[field]
        return text(cell) if cell != "" else ""

    def name(self, field: str) -> str:
        """One of a limited number of names, on one line."""
        cell = self._cells[field]
        return name(cell) if cell else ""

    def must(self, field: str, what: str) -> datetime | None:
        """The moment; ValueError names the column in the words of a person."""
        cell = self._cells[field]
        try:
            return moment(cell, self._tz)
        except ValueError:
            raise ValueError(f"{what} не читается: „{shown(cell)}“") from None

    def moment(self, field: str) -> datetime | None:
        cell = self._cells[field]
        try:
            return moment(cell, self._tz) if cell else None
        except ValueError:
            self._doubt(field, cell)
            return None

    def value(self, field: str, read: Callable[[Any], Value | None]) -> Value | None:
        """The cell by one of the readers."""
        cell = self._cells[field]
        try:
            return read(cell) if cell != "" else None
        except ValueError:
            self._doubt(field, cell)
            return None

    def count(self, field: str) -> int | None:
        found = self.value(field, integer)
        if found is not None and not 0 <= found <= LARGEST_COUNT:
            self._doubt(field, found)
            return None
        return found

    def word(self, field: str, words: Mapping[str, str]) -> str | None:
        """The value that a word of the export stands for."""
        said = self.name(field)
        found = words.get(normal(said)) if said else None
        if said and found is None:
            label = BY_NAME[field].label
            self.warnings.append(f"столбец «{label}»: незнакомое значение „{shown(said)}“")
        return found

    def _doubt(self, field: str, cell: Any) -> None:
        label = BY_NAME[field].label
        self.warnings.append(f"столбец «{label}» не читается: „{shown(cell)}“")


def _row(
    found: _Reading,
    created: datetime | None,
    closed: datetime | None,
    line: int,
    raw: tuple[Any, ...],
    steps: Mapping[str, str],
) -> IncomingRow:
    step = found.name("step")
    fields: dict[str, Any] = {
        "external_id": found.text("external_id"),
        "number": found.text("number"),
        "body_names": _bodies(found),
        "group": found.name("group"),
        "topic": found.name("topic"),
        "fact": found.name("fact"),
        "kind": found.word("kind", KINDS),
        "outcome": found.word("outcome", OUTCOMES),
        "step": step,
        "state": "closed" if closed else steps.get(normal(step), "") if step else "",
        "created_at": created,
        "closed_at": closed,
        **_moments(found),
        "answers": tuple(dict.fromkeys(_answers(found))),
        "text": found.text("text"),
        **_place(found),
        **_links(found),
        "media_in_message": found.value("media_in_message", flag),
        "media_in_answer": found.value("media_in_answer", flag),
        "tags": found.name("tags"),
        "note": found.text("note"),
        "close_reason": found.name("close_reason"),
        "survey_sent": found.value("survey_sent", flag),
        "rating": _rating(found),
        "fast_track": found.value("fast_track", flag),
        "repeated": found.value("repeated", flag),
        "extended": found.value("extended", flag),
    }
    key_kind, key = _key(fields)
    return IncomingRow(
        line=line,
        key=key,
        key_kind=key_kind,
        digest=_hash(fields.values()),
        first_answer_took=found.value("first_answer_took", duration),
        first_answer_took_working=found.value("first_answer_working", duration),
        audience=found.count("audience"),
        engagement=found.count("engagement"),
        warnings=tuple(found.warnings),
        raw=raw,
        **fields,
    )


def _rating(found: _Reading) -> int | None:
    """From one to five; anything else is left out with a warning."""
    rating = found.count("rating")
    if rating is None or 1 <= rating <= 5:
        return rating
    found.warnings.append(f"столбец «Оценка»: „{rating}“ — не от 1 до 5")
    return None


def _bodies(found: _Reading) -> tuple[str, ...]:
    """Whose case it is, the narrower body first."""
    names = found.name("executor"), found.name("department")
    return tuple(dict.fromkeys(each for each in names if each))


def _moments(found: _Reading) -> dict[str, Any]:
    return {
        "due_at": found.moment("due_at"),
        "assigned_at": found.moment("assigned_at"),
        "sent_for_approval_at": found.moment("approval_at"),
        "first_answer_at": found.moment("first_answer_at") or found.moment("answer_1_at"),
        "satisfaction_step_at": found.moment("satisfaction_at"),
    }


def _answers(found: _Reading) -> Iterator[str]:
    """Texts of answers in their order; the first of the incident is often the executor's first."""
    for field in ("first_answer", "answer_1", "answer_2", "answer_3"):
        answer = found.text(field)
        if answer:
            yield answer


def _place(found: _Reading) -> dict[str, Any]:
    return {
        "region": found.name("region"),
        "municipality": found.name("municipality"),
        "settlement": found.name("settlement"),
        "street": found.name("street"),
        "house": found.name("house"),
        "place_object": found.name("object") or found.name("object_old"),
        "address": found.name("address"),
    }


def _links(found: _Reading) -> dict[str, Any]:
    return {
        "post_url": found.text("post_url"),
        "blog_url": found.text("blog_url"),
        "author_url": found.text("author_url"),
        "answer_account": found.text("answer_account"),
    }


def _doubt_dates(found: _Reading, created: datetime | None, closed: datetime | None) -> None:
    if created is None:
        found.warnings.append("нет даты создания")
    if created and closed and closed < created:
        found.warnings.append("дата окончания раньше даты создания")


def _is_header_again(cells: Sequence[Any], match: HeaderMatch) -> bool:
    """A second header in the middle, as in exports glued together."""
    columns = match.mapping.values()
    same = [normal(cells[c]) == normal(match.titles[c]) for c in columns if c < len(cells)]
    return sum(same) * 2 > len(match.mapping)


def _key(fields: Mapping[str, Any]) -> tuple[str, str]:
    """What tells this row from the others: never its state, which changes."""
    if fields["external_id"]:
        key = fields["external_id"]
        return "id", key if len(key) <= LONGEST_KEY else _hash([key])
    if fields["number"]:
        key = f"number:{fields['number']}"
        return "number", key if len(key) <= LONGEST_KEY else f"number:{_hash([key])}"
    lasting = ("created_at", "group", "topic", "text", "author_url", "post_url", "settlement")
    return "content", f"content:{_hash([fields[each] for each in (*lasting, 'street', 'house')])}"


# One text for one value; the wall clock of a moment says enough and is quick to write.
_PLAIN: dict[type, Callable[[Any], str]] = {
    str: str,
    type(None): lambda _: "",
    datetime: datetime.ctime,
    tuple: SEPARATOR.join,
    bool: str,
    int: str,
}


def _hash(values: Iterable[Any]) -> str:
    joined = SEPARATOR.join(
        [each if type(each) is str else _PLAIN[type(each)](each) for each in values]
    )
    return blake2b(joined.encode("utf-8", "replace"), digest_size=HASH_BYTES).hexdigest()
