"""Topics of residents' messages: the classifier and its file, suggestion by words, known names."""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcu.text.lexicon import Lexicon, TopicGuess
from mcu.text.search import fold

__all__ = [
    "Classifier",
    "Group",
    "KnownNames",
    "Lexicon",
    "Topic",
    "TopicGuess",
    "match_name",
    "read_classifier",
]

TYPES = ("solvable", "informational", "unsolvable")
SPEEDS = ("fast", "ordinary")
SEASONS = ("winter", "spring", "summer", "autumn")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of topics; `aliases` are its names in other systems."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the classifier; `group` is the code of its group, `words` are weighted phrases."""

    code: str
    group: str
    name: str
    type: str
    speed: str
    season: tuple[str, ...]
    words: tuple[tuple[str, float], ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Groups and topics in the order of their file."""

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]

    def lexicon(self) -> Lexicon:
        return Lexicon((topic.code, topic.words) for topic in self.topics)

    def names(self) -> "KnownNames":
        groups = {group.code: (group.name, *group.aliases) for group in self.groups}
        return KnownNames((t.code, groups[t.group], (t.name, *t.aliases)) for t in self.topics)


def read_classifier(toml_bytes: bytes) -> Classifier:
    """The classifier out of a TOML file: tables `sets`, `groups` and `topics`.

    The code of a topic begins with the code of its group and a dot. In `words` «@имя» stands for
    the set of that name. ValueError with a sentence in Russian says what is wrong and where.
    """
    try:
        data = tomllib.loads(toml_bytes.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"Файл классификатора не читается: {error}") from error
    sets = _table(data, "sets")
    groups = tuple(_group(row) for row in _rows(data, "groups"))
    _refuse_doubles("Группа", [group.code for group in groups])
    known = {group.code for group in groups}
    topics = tuple(_topic(row, known, sets) for row in _rows(data, "topics"))
    _refuse_doubles("Тема", [topic.code for topic in topics])
    _refuse_shared_names(topics)
    return Classifier(groups, topics)


def _table(data: Mapping[str, Any], key: str) -> dict[str, str]:
    table = data.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise ValueError(f'Раздел «{key}» должен состоять из строк «имя = "слово|слово"».')
    return table


def _rows(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"В классификаторе нет раздела [[{key}]].")
    return rows


def _group(row: Mapping[str, Any]) -> Group:
    code = _text(row, "code", "Группа без кода")
    return Group(code, _text(row, "name", f"Группа «{code}»"), _texts(row, "aliases", code))


def _topic(row: Mapping[str, Any], groups: set[str], sets: Mapping[str, str]) -> Topic:
    code = _text(row, "code", "Тема без кода")
    group, dot, slug = code.partition(".")
    if group not in groups or not dot or not slug:
        raise ValueError(f"Тема «{code}»: нет группы «{group}». Код пишется как «группа.тема».")
    return Topic(
        code=code,
        group=group,
        name=_text(row, "name", f"Тема «{code}»"),
        type=_one_of(TYPES, row.get("type", "solvable"), code, "вид «{}» неизвестен"),
        speed=_one_of(SPEEDS, row.get("speed", "ordinary"), code, "срочность «{}» неизвестна"),
        season=tuple(
            _one_of(SEASONS, season, code, "время года «{}» неизвестно")
            for season in _texts(row, "season", code)
        ),
        words=tuple(_phrase(pair, code, sets) for pair in _list(row, "words", code)),
        aliases=_texts(row, "aliases", code),
    )


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: поле «{key}» должно быть непустой строкой.")
    return value.strip()


def _list(row: Mapping[str, Any], key: str, code: str) -> list[Any]:
    value = row.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"«{code}»: поле «{key}» должно быть списком.")
    return value


def _texts(row: Mapping[str, Any], key: str, code: str) -> tuple[str, ...]:
    values = _list(row, key, code)
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"«{code}»: в поле «{key}» должны быть непустые строки.")
    return tuple(values)


def _one_of(allowed: Sequence[str], value: object, code: str, fault: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"Тема «{code}»: {fault.format(value)}. Бывает: {', '.join(allowed)}.")
    return value


def _phrase(pair: object, code: str, sets: Mapping[str, str]) -> tuple[str, float]:
    """A phrase with its sets written out, and its weight."""
    match pair:
        case [str(phrase), int() | float() as weight] if phrase.strip() and _is_weight(weight):
            slots = [_written_out(slot, code, sets) for slot in phrase.split()]
            return " ".join(slots), float(weight)
    raise ValueError(f'Тема «{code}»: слова задаются парами ["слова", вес], а не «{pair}».')


def _is_weight(weight: float) -> bool:
    return not isinstance(weight, bool) and math.isfinite(weight)


def _written_out(slot: str, code: str, sets: Mapping[str, str]) -> str:
    if not slot.startswith("@"):
        return slot
    if slot[1:] not in sets:
        raise ValueError(f"Тема «{code}»: нет набора слов «{slot}».")
    return sets[slot[1:]]


def _refuse_doubles(what: str, codes: Iterable[str]) -> None:
    doubles = [code for code, times in Counter(codes).items() if times > 1]
    if doubles:
        raise ValueError(f"{what} с одним кодом встречается дважды: {', '.join(doubles)}.")


def _refuse_shared_names(topics: Iterable[Topic]) -> None:
    """Two topics of one group under one name could not be told apart in an imported file."""
    owners: dict[tuple[str, str], str] = {}
    for topic in topics:
        for name in (topic.name, *topic.aliases):
            owner = owners.setdefault((topic.group, fold(name)), topic.code)
            if owner != topic.code:
                raise ValueError(f"Название «{name}» есть у двух тем: «{owner}» и «{topic.code}».")


_IN_BRACKETS = re.compile(r"\([^()]*\)")


class KnownNames:
    """Names by which topics are known: made once, then asked for every row of a file.

    `entries` are a topic's code, the names of its group and the names of the topic itself.
    """

    def __init__(self, entries: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> None:
        self.owners: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for code, groups, names in entries:
            group_keys = frozenset(fold(group) for group in groups)
            for name in names:
                for key in _keys(name):
                    self.owners[key][code] = group_keys


def match_name(name: str, group: str, known: KnownNames) -> str | None:
    """The code of the topic that a file calls `name` in `group` (which may be empty).

    Case, «ё», the star of urgent topics, punctuation and, failing that, what stands in brackets
    make no difference; nothing is guessed. A name of several topics needs the group to tell them
    apart; None when no topic, or no single one, bears the name.
    """
    for key in _keys(name):
        owners = known.owners.get(key)
        if owners:
            if len(owners) == 1:
                return next(iter(owners))
            group_key = fold(group)
            fitting = [code for code, groups in owners.items() if group_key in groups]
            return fitting[0] if len(fitting) == 1 else None
    return None


def _keys(name: str) -> list[str]:
    """The name in full and, after it, without what stands in brackets."""
    full, bare = fold(name), fold(_IN_BRACKETS.sub(" ", name))
    return [key for key in dict.fromkeys((full, bare)) if key]
