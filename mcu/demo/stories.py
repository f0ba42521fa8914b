"""Stories told once: the burst pipe of three days and the long letters written by hand."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcu.demo.authors import SOCIAL
from mcu.demo.handwriting import casual, formal, write
from mcu.demo.phrasing import LEXICON
from mcu.demo.scenarios import frozen
from mcu.demo.town import data

if TYPE_CHECKING:
    from mcu.demo.compose import Draft
    from mcu.demo.plan import Item

BURST: Mapping[str, Any] = data("burst")


@dataclass(frozen=True, slots=True)
class Letter:
    """A long text with its own place; `months` say when it may come."""

    scenario: str
    name: str
    channel: str
    months: tuple[int, ...]
    settlement: str
    street: str
    house: str
    gender: str
    questions: tuple[str, ...]
    text: str
    landmark: str = ""
    collective: int = 0


LETTERS: tuple[Letter, ...] = tuple(Letter(**frozen(row)) for row in data("letters")["letter"])


def letter_text(letter: Letter, draft: "Draft") -> str:
    """The letter as it stands, on paper with its heading; place and questions are noted as said."""
    told = draft.scene.speaker.told
    told |= {"settlement", "street"} | ({"house"} if letter.house else set())
    if letter.landmark:
        told.add("landmark")
    draft.questions += letter.questions
    if letter.channel != "letter":
        return letter.text
    return f"{heading(letter.name, draft.scene.slot('addr'))}\n\n{letter.text}"


def heading(name: str, address: str) -> str:
    """To whom, from whom, where the answer is to be sent."""
    return f"Главе Тихоозёрского муниципального округа\nЗаозерскому Виктору Ильичу\n\n{name}\n{address}"


def burst_text(item: "Item", draft: "Draft") -> str:
    """One telling of the burst pipe, in the words that the plan chose for it."""
    rng: random.Random = draft.rng
    text = draft.scene.say(item.words)
    if item.channel == "phone":
        return text
    street = item.place.street
    if street and street.name == BURST["street"] and street.gen[:-2] in item.words:
        draft.scene.speaker.told.add("street")
    draft.questions += [part for part in text.split(". ") if part.endswith("?")]
    faces = LEXICON["emoji"][draft.tone]
    hand = casual(rng, draft.tone, faces) if item.channel in SOCIAL else formal(rng)
    return write(text, hand, rng)
