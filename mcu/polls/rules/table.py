"""A table of polls, one line for each option, as it is copied from the module «Голосования»."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from mcu.core.errors import RuleViolation
from mcu.polls.rules.poll import Kind

HEADER = {
    "code": ("номер", "id", "идентификатор"), "kind": ("вид", "тип"),
    "title": ("название", "тема", "наименование"), "question": ("вопрос",),
    "starts": ("начало", "дата начала"), "ends": ("окончание", "дата окончания", "конец"),
    "url": ("ссылка", "адрес", "url"), "settlement": ("населённый пункт", "территория"),
    "people": ("участников", "участники", "проголосовало"),
    "option": ("вариант", "вариант ответа"), "votes": ("голосов", "голоса"),
}  # fmt: skip
NEEDED = ("code", "title", "starts", "ends")
NAMES = {"code": "номер", "title": "название", "starts": "начало", "ends": "окончание"}
LONGEST = {"code": 40, "title": 300, "question": 2000, "url": 500, "settlement": 120, "option": 500}
MOST_OPTIONS, MOST_VOTES = 50, 2_000_000_000
DAYS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


@dataclass(slots=True)
class PollRow:
    """One poll with its options in the order of the file."""

    line: int
    code: str
    title: str
    starts: date
    ends: date
    kind: str = Kind.SURVEY
    question: str = ""
    url: str = ""
    settlement: str = ""
    people: int | None = None
    options: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    reason: str


def find_header(head: Sequence[tuple[int, Sequence[Any]]]) -> tuple[int, dict[str, int]]:
    """The number of the line with the titles, and which column is what; RuleViolation without."""
    for line, cells in head:
        found = _columns(cells)
        if all(name in found for name in NEEDED):
            return line, found
    wanted = ", ".join(f"«{NAMES[name]}»" for name in NEEDED)
    raise RuleViolation(
        f"В файле нет строки с названиями столбцов. Нужны {wanted}; образец — кнопкой «Образец»."
    )


def read_polls(
    rows: Iterable[tuple[int, Sequence[Any]]], header: tuple[int, Mapping[str, int]]
) -> Iterator[PollRow | Rejected]:
    """Lines of one number make one poll; a line that cannot be read rejects its whole poll."""
    first, columns = header
    polls: dict[str, PollRow | Rejected] = {}
    for line, cells in rows:
        if line <= first:
            continue
        given = {name: _text(cells, index) for name, index in columns.items()}
        code = given["code"][: LONGEST["code"]] or f"строка {line}"
        try:
            known = polls.setdefault(code, _poll(line, given))
            if isinstance(known, PollRow):
                _option(known, given)
        except ValueError as fault:
            polls[code] = Rejected(line, str(fault))
    yield from polls.values()


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    titles = [" ".join(str(cell).split()).lower().replace("ё", "е") for cell in cells]
    found: dict[str, int] = {}
    for name, words in HEADER.items():
        for word in words:
            if (plain := word.replace("ё", "е")) in titles:
                found[name] = titles.index(plain)
                break
    return found


def _text(cells: Sequence[Any], index: int) -> str:
    value = cells[index] if index < len(cells) else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value if value is not None else "").replace("\x00", "").strip()


def _poll(line: int, given: Mapping[str, str]) -> PollRow:
    for name in NEEDED:
        if not given[name]:
            raise ValueError(f"Не заполнен столбец «{NAMES[name]}».")
    for name, most in LONGEST.items():
        if len(given.get(name, "")) > most:
            raise ValueError(f"Слишком длинно: больше {most} знаков в одном столбце.")
    starts, ends = _day(given["starts"]), _day(given["ends"])
    if ends < starts:
        raise ValueError("Окончание раньше начала.")
    people = given.get("people", "")
    return PollRow(
        line=line, code=given["code"], title=given["title"], starts=starts, ends=ends,
        kind=_kind(given.get("kind", "")), question=given.get("question", ""),
        url=_url(given.get("url", "")), settlement=given.get("settlement", ""),
        people=_number(people, "участников") if people else None,
    )  # fmt: skip


def _option(poll: PollRow, given: Mapping[str, str]) -> None:
    text = given.get("option", "")
    if not text:
        return
    if len(poll.options) >= MOST_OPTIONS:
        raise ValueError(f"Вариантов больше {MOST_OPTIONS}.")
    if text in dict(poll.options):
        raise ValueError(f"Вариант «{text[:60]}» записан дважды.")
    votes = given.get("votes", "")
    poll.options.append((text, _number(votes, "голосов") if votes else 0))


def _kind(words: str) -> str:
    if not words:
        return Kind.SURVEY
    for kind in Kind:
        if words.lower() in {kind.label, kind.value}:
            return kind
    raise ValueError(f"Вид «{words[:40]}» неизвестен. Есть: {', '.join(Kind.labels)}.")


def _day(words: str) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"«{words[:40]}» — не дата. Пишется так: 05.03.2026.")


def _number(words: str, what: str) -> int:
    plain = words.replace(" ", "").replace("\u00a0", "")
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 10 or int(plain) > MOST_VOTES:
        raise ValueError(f"«{words[:40]}» — не число {what}.")
    return int(plain)


def _url(words: str) -> str:
    if words and urlsplit(words).scheme not in {"http", "https"}:
        raise ValueError("Ссылка пишется целиком: https://…")
    return words
