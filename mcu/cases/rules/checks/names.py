"""Is it the right person who is greeted: first names, full and short."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from mcu.cases.rules.checks.draft import Check, Draft, Finding
from mcu.text.reading import grammar, low

_HELLO = re.compile(
    r"^\W*(?:(?:здравствуйте|добр\w+ (?:день|вечер|утро)|уважаем\w+|доброго времени суток)[\s,!]+)*"
    r"(?P<name>[а-я]{2,20}(?:-[а-я]+)?(?: [а-я]{2,20}){0,2})(?=[\s,!.])"
)


@cache
def first_names() -> dict[str, frozenset[str]]:
    """Each first name or short form → the full names it may stand for."""
    found: dict[str, set[str]] = {}
    for line in files("mcu.cases").joinpath("data/first_names.txt").read_text("utf-8").splitlines():
        full, *short = line.split()
        for form in (full, *short):
            found.setdefault(form, set()).add(full)
    return {form: frozenset(full) for form, full in found.items()}


class WrongPerson(Check):
    """Обращаются к тому, кто написал.

    Имя в начале ответа сравнивается с именем автора: полное и короткое — одно («Катя» и «Екатерина»).
    Ник и имя, которого словарь не знает, не сравниваются.
    """

    code = "wrong_person"
    title = "Обращение к другому человеку"
    mend = "Проверьте имя: похоже, ответ взят из другого сообщения."
    costs = 3.0
    good = (
        Draft("Екатерина, добрый день! Жёлоб вернут в субботу.", author="Катя Орлова"),
        Draft("Здравствуйте! Жёлоб вернут в субботу.", author="Катя Орлова"),
    )
    bad = (
        Draft("Марина, здравствуйте! Жёлоб вернут в субботу.", author="Ульяна Ветрова"),
        Draft("Олег Тарасович, здравствуйте!", author="Белкин Тарас Олегович"),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        greeted = _greeted(draft.text)
        own = _given(low(draft.author))
        if not greeted or not own:
            return
        start, end, words = greeted
        names = _given(" ".join(words))
        fathers = [word for word in words if "Patr" in grammar(word)]
        theirs = [word for word in low(draft.author).split() if "Patr" in grammar(word)]
        other = bool(names) and not any(_same(a, b) for a in names for b in own)
        if other or (fathers and theirs and not set(fathers) & set(theirs)):
            yield self.at(start, end, "Автора зовут иначе.")


def _greeted(text: str) -> tuple[int, int, list[str]] | None:
    """Who is greeted at the beginning: a name with a capital before a comma, «!» or a greeting."""
    found = _HELLO.match(low(text[:200]))
    if not found:
        return None
    words = []
    end = found.start("name")
    for word in re.finditer(r"[А-ЯЁ][а-яё-]+", text[end : found.end("name")]):
        tags = grammar(low(word[0]))
        if "Name" in tags or "Patr" in tags or low(word[0]) in first_names():
            words.append(low(word[0]))
            end = found.start("name") + word.end()
        elif words:
            end = found.start("name") + word.end()
        else:
            break
    return (found.start("name"), end, words) if words else None


def _given(text: str) -> list[str]:
    """The first names among the words; a surname that is a name too is not one beside another."""
    words = re.findall(r"[а-я]+(?:-[а-я]+)?", text)
    names = [w for w in words if w in first_names() and "Patr" not in grammar(w)]
    return names or [w for w in words if "Name" in grammar(w) and "Surn" not in grammar(w)]


def _same(one: str, other: str) -> bool:
    return one == other or not first_names().get(one, frozenset({one})).isdisjoint(
        first_names().get(other, frozenset({other}))
    )
