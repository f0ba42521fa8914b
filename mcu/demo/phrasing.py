"""The small language of the phrase files, and the words of time and number that fill it.

`[a|b]` one of the variants, nested as deep as wished; an empty variant is allowed
`<he/she>` the form of the verb by the gender of whoever speaks: «писал</а>»
`{slot}` a place, a time or a number, see `Scene`
`(холод) ` before a phrase: only in the months of that word, see `ONLY_IN`
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mcu.demo.places import Speaker
from mcu.demo.town import COMPANIES, STREETS, Street, data

VARIANT = re.compile(r"\[([^\[\]]*)\]")
GENDER = re.compile(r"<([^<>/]*)/([^<>]*)>")
SLOT = re.compile(r"\{(\w+)\}")
SEASONAL = re.compile(r"^\((\w+)\) ")
# «с. Подлипье, …»: the word for a village stays small even at the beginning.
SHORTENED = re.compile(r"[дсп]\. ")
SPACES = re.compile(r"[ \t]+")
BEFORE_STOP = re.compile(r" +([,.!?;:])")
SENTENCE_START = re.compile(r"(\w{3}[.!?][»)]? )([а-яё])")
DOUBLE_STOP = re.compile(r"([?!])\.(?!\.)")

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

LEXICON: Mapping[str, Any] = data("lexicon")
# Numbers after which Russian nouns stand in the genitive plural: «25 домов», «14 подписей».
MANY = (12, 14, 15, 16, 17, 18, 19, 20, 25, 26, 27, 28, 30, 35, 36, 38, 40, 45)


ONLY_IN: Mapping[str, frozenset[int]] = {
    "холод": frozenset({10, 11, 12, 1, 2, 3}),
    "тепло": frozenset({5, 6, 7, 8}),
    "снег": frozenset({11, 12, 1, 2, 3}),
}


def in_season(phrases: Sequence[str], month: int) -> list[str]:
    """The phrases that may be said in that month, without their marks."""
    found = []
    for phrase in phrases:
        mark = SEASONAL.match(phrase)
        if mark is None:
            found.append(phrase)
        elif month in ONLY_IN[mark[1]]:
            found.append(phrase[mark.end() :])
    return found


def day_words(day: date) -> str:
    """«24 ноября»."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def company(street: Street | None, rng: random.Random) -> str:
    """The managing company of a street: always the same one, any where no street is known."""
    return COMPANIES[STREETS.index(street) % len(COMPANIES)] if street else rng.choice(COMPANIES)


class Scene:
    """One message: who speaks, of which place, on which day. Fills the slots of phrases.

    A number of a bus or of a former appeal is chosen once and stays the same through the message.
    """

    KEPT = frozenset(
        {
            "route",
            "hhmm",
            "uk",
            "entr",
            "flat",
            "tmp",
            "req",
            "nm",
            "age",
            "since_y",
            "since_weekday",
        }
    )

    def __init__(
        self,
        speaker: Speaker,
        rng: random.Random,
        *,
        gender: str,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.speaker = speaker
        self.rng = rng
        self.gender = gender
        self._kept: dict[str, str] = dict(given or {})

    def say(self, phrase: str) -> str:
        """The phrase with variants chosen and slots filled, its first letter capital."""
        phrase = _choose(phrase, self.rng)
        phrase = GENDER.sub(lambda found: found[1 if self.gender == "m" else 2], phrase)
        phrase = SLOT.sub(lambda found: self.slot(found[1]), phrase)
        phrase = BEFORE_STOP.sub(r"\1", SPACES.sub(" ", phrase)).strip()
        phrase = DOUBLE_STOP.sub(r"\1", phrase)
        phrase = SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), phrase)
        return phrase if SHORTENED.match(phrase) else phrase[:1].upper() + phrase[1:]

    def pick(self, phrases: Sequence[str]) -> str:
        return self.say(self.rng.choice(phrases))

    def slot(self, name: str) -> str:
        """What stands in the place of `{name}`; KeyError when there is no such slot."""
        if name in self._kept:
            return self._kept[name]
        form = self.speaker.forms.get(name)
        value = form() if form else self._word(name)
        if name in self.KEPT:
            self._kept[name] = value
        return value

    def _word(self, name: str) -> str:
        if name == "uk":
            return company(self.speaker.place.street, self.rng)
        times = LEXICON["times"]
        if name in times:
            return str(self.rng.choice(times[name]))
        return WORDS[name](self.rng)


def _choose(phrase: str, rng: random.Random) -> str:
    while found := VARIANT.search(phrase):
        chosen = rng.choice(found[1].split("|"))
        phrase = phrase[: found.start()] + chosen + phrase[found.end() :]
    return phrase


def _number(low: int, high: int) -> Callable[[random.Random], str]:
    return lambda rng: str(rng.randint(low, high))


WORDS: Mapping[str, Callable[[random.Random], str]] = {
    "nn": lambda rng: str(rng.choice(MANY)),
    "nm": _number(5, 11),
    "tmp": _number(12, 17),
    "volt": _number(148, 184),
    "age": lambda rng: str(rng.choice((75, 76, 78, 79, 80, 86, 87, 88, 89, 90))),
    "entr": _number(1, 6),
    "flat": _number(1, 80),
    "num": _number(1200, 7900),
    "req": lambda rng: f"№ {rng.randint(1200, 7900)}",
    "route": lambda rng: str(rng.choice(LEXICON["times"]["routes"])),
    "year_long": lambda rng: str(rng.randint(1974, 2009)),
}


@dataclass(frozen=True, slots=True)
class Dates:
    """What an official answer promises: done on, begins on, ready by."""

    done: date
    begin: date
    due: date

    def slots(self) -> dict[str, str]:
        return {
            "done": day_words(self.done),
            "due_at": day_words(self.begin),
            "due": f"до {day_words(self.due)}",
        }


def dates(received: date, answered: date, rng: random.Random) -> Dates:
    """Believable days: what is done was done before the answer, what is promised lies after it."""
    done = received + timedelta(days=rng.randint(0, max(0, (answered - received).days)))
    begin = answered + timedelta(days=rng.randint(1, 6))
    return Dates(done, begin, begin + timedelta(days=rng.randint(1, 7)))
