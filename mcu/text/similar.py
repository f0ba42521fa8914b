"""How much two short texts have in common: shared dictionary words, the rare ones count for more."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from mcu.text.lemmas import lemmas
from mcu.text.mask import PLACEHOLDER
from mcu.text.search import fold

LOOKED_AT = 2_000
"""Characters of a text that are compared: a complaint says what it is about at its beginning."""

RAREST = 5.5
"""No word weighs more than one of every 240 texts: what stands in one text only is mostly a slip."""

_WORD = re.compile(r"[а-яa-z]{3,}")
_EMPTY = frozenset(
    [
        "это",
        "весь",
        "который",
        "наш",
        "ваш",
        "свой",
        "мой",
        "еще",
        "уже",
        "очень",
        "просто",
        "когда",
        "где",
        "как",
        "что",
        "чтобы",
        "или",
        "для",
        "при",
        "без",
        "под",
        "над",
        "про",
        "быть",
        "мочь",
        "стать",
        "есть",
        "нет",
        "так",
        "там",
        "тут",
        "тоже",
        "только",
        "даже",
        "если",
        "ведь",
        "вот",
        "все",
        "сам",
        "день",
        "час",
        "год",
        "год",
        "раз",
        "здравствуйте",
        "здравствовать",
        "добрый",
        "просьба",
        "просить",
        "прошу",
        "пожалуйста",
        "спасибо",
        "уважаемый",
        "житель",
        "люди",
        "человек",
        "сделать",
        "делать",
        "улица",
        "дом",
        "город",
        "просто",
        "почему",
        "сколько",
        "кто",
        "сей",
        "два",
        "три",
        "после",
        "перед",
        "через",
        "около",
    ]
)


def bag(text: str) -> frozenset[str]:
    """The words a text is about, in dictionary form; empty words and hidden places left out."""
    return bag_of_words(fold(PLACEHOLDER.sub(" ", text[:LOOKED_AT])))


def bag_of_words(plain: str) -> frozenset[str]:
    """The same of words in one form already."""
    found = [lemmas(word)[0] for word in _WORD.findall(plain)]
    return frozenset([word for word in found if len(word) > 2 and word not in _EMPTY])


def rarity(bags: Iterable[Collection[str]]) -> dict[str, float]:
    """What each word weighs among these texts: a word of every second text says little."""
    known = list(bags)
    counts = Counter(word for found in known for word in found)
    return {word: weight(count, len(known)) for word, count in counts.items()}


def weight(holding: int, every: int) -> float:
    """What a word weighs that `holding` of `every` texts hold."""
    return min(math.log(1 + every / max(holding, 1)), RAREST)


def shared(
    first: frozenset[str], second: frozenset[str], weights: Mapping[str, float]
) -> tuple[float, list[str]]:
    """From 0 (nothing in common) to 1 (the same words), and the shared words, the rarest first."""
    common = sorted(first & second, key=lambda word: (-weights.get(word, 1.0), word))
    if not common:
        return 0.0, []
    size = math.sqrt(_weight(first, weights) * _weight(second, weights))
    return min(_weight(common, weights) / size, 1.0), common


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 1.0) for word in words)
