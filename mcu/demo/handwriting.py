"""How a person types: slips, missing commas, capitals, faces.

Only the surface changes: places and numbers stay as they were said.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

# What people really confuse, right → wrong.
CONFUSED = {
    "вообще": "вобще",
    "пожалуйста": "пожалуста",
    "здравствуйте": "здраствуйте",
    "Здравствуйте": "Здраствуйте",
    "сейчас": "щас",
    "чтобы": "что бы",
    "по-прежнему": "по прежнему",
    "из-за": "изза",
    "когда-нибудь": "когда нибудь",
    "кто-нибудь": "кто нибудь",
    "что-нибудь": "что нибудь",
    "тоже": "то же",
    "асфальт": "асвальт",
    "невозможно": "не возможно",
    "непонятно": "не понятно",
    "обещали": "обищали",
    "управляющая": "управляйщая",
    "участковый": "учасковый",
    "чувствуется": "чуствуется",
    "придётся": "прийдется",
    "сделайте": "зделайте",
    "будет": "будит",
    "какой-то": "какой то",
    "надоело": "надоела",
    "сколько": "скока",
}
NEIGHBOURS = {
    "а": "вп", "в": "ыа", "е": "кн", "и": "мт", "к": "уе", "л": "од", "н": "ег", "о": "лр",
    "п": "ар", "р": "по", "с": "чм", "т": "иь", "у": "цк", "ы": "фв", "д": "лж", "м": "си",
}  # fmt: skip
WORD = re.compile(r"(?<![А-ЯЁа-яё])[а-яё]{5,}")
REFLEXIVE = re.compile(r"ться\b")
# A full stop that ends a sentence and not «ул.», «д.» or «кв.».
SENTENCE_END = re.compile(r"(?<!\bул)(?<!\bд)(?<!\bс)(?<!\bп)(?<!\bкв)(?<!\bпер)\.(?=\s|$)")
EMOJI = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")
SMILES = (")", "))", ")))")


@dataclass(frozen=True, slots=True)
class Hand:
    """`slips` per hundred letters; `commas` share of commas kept; `faces` what may end the text."""

    slips: float = 0.0
    commas: float = 1.0
    confuses: float = 0.0
    yo: bool = True
    lower: bool = False
    shout: bool = False
    last_stop: bool = True
    bangs: bool = False
    faces: Sequence[str] = ()


def formal(rng: random.Random) -> Hand:
    """Somebody who takes care: a letter, an office, the portal."""
    return Hand(
        slips=0.12 if rng.random() < 0.25 else 0.0,
        commas=0.75 if rng.random() < 0.25 else 1.0,
        confuses=0.12 if rng.random() < 0.2 else 0.0,
        yo=rng.random() < 0.35,
    )


def casual(rng: random.Random, tone: str, faces: Sequence[str]) -> Hand:
    """A comment typed with a thumb."""
    care = rng.random()
    return Hand(
        slips=0.0 if care > 0.5 else rng.choice((0.25, 0.5, 1.0)),
        commas=1.0 if care > 0.55 else rng.choice((0.0, 0.3, 0.6)),
        confuses=0.0 if care > 0.45 else 0.4,
        yo=rng.random() < 0.12,
        lower=rng.random() < 0.16,
        shout=tone == "angry" and rng.random() < 0.07,
        last_stop=rng.random() < 0.35,
        bangs=tone == "angry" and rng.random() < 0.4,
        faces=faces if rng.random() < 0.3 else (),
    )


def write(text: str, hand: Hand, rng: random.Random) -> str:
    """The text as that hand would type it."""
    if hand.confuses:
        text = _confuse(text, hand.confuses, rng)
    if hand.slips:
        text = _slip(text, hand.slips, rng)
    if not hand.yo:
        text = text.replace("ё", "е").replace("Ё", "Е")
    if hand.commas < 1:
        text = re.sub(r",(?= [а-я])", lambda _: "," if rng.random() < hand.commas else "", text)
    return _surface(text, hand, rng)


def _surface(text: str, hand: Hand, rng: random.Random) -> str:
    if hand.bangs:
        text = SENTENCE_END.sub(lambda _: rng.choice((".", "!", "!!", "!!!")), text)
        text = text.replace("?", rng.choice(("?", "??", "?!", "???")))
    if hand.lower:
        text = text.lower()
    if hand.shout:
        text = text.upper()
    if not hand.last_stop:
        text = text.rstrip(".")
        if rng.random() < 0.12:
            text += rng.choice(SMILES)
    if hand.faces and not EMOJI.search(text):
        text += f" {rng.choice(hand.faces)}"
    return text


def _confuse(text: str, share: float, rng: random.Random) -> str:
    for right, wrong in CONFUSED.items():
        if right in text and rng.random() < share:
            text = text.replace(right, wrong)
    if rng.random() < share:
        text = REFLEXIVE.sub("тся", text, count=1)
    return text


def _slip(text: str, per_hundred: float, rng: random.Random) -> str:
    count = int(len(text) / 100 * per_hundred + rng.random())
    for _ in range(min(count, 6)):
        words = list(WORD.finditer(text))
        if not words:
            break
        found = rng.choice(words)
        text = text[: found.start()] + _spoil(found[0], rng) + text[found.end() :]
    return text


def _spoil(word: str, rng: random.Random) -> str:
    at = rng.randint(1, len(word) - 2)
    how = rng.random()
    if how < 0.35:
        return word[:at] + word[at + 1 :]
    if how < 0.6:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if how < 0.75:
        return word[: at + 1] + word[at:]
    return word[:at] + rng.choice(NEIGHBOURS.get(word[at], word[at])) + word[at + 1 :]
