"""Deeds told in a sentence: what was done, what is being done, what is promised."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mcu.cases.rules.checks.lexicon import forms, pattern
from mcu.text.reading import Sentence, Word


class Stage(StrEnum):
    DONE = "done"
    GOING = "going"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Deed:
    """`word` tells it; `looked`: an inspection, an order, a letter, which mends nothing yet;
    `tells`: a promise to tell what came of it."""

    sentence: Sentence
    word: Word
    stage: Stage
    looked: bool = False
    tells: bool = False

    @property
    def pending(self) -> bool:
        return self.stage != Stage.DONE


_WILL = re.compile(r"\b(?:буд(?:ет|ут|ем)|должн[ыао]?|должен|обязан[аы]?)\b")
_PAST, _FUTURE, _PRESENT, _SHORT = "past", "futr", "pres", "PRTS"
_BEFORE = 5  # words before a participle in which «будет» makes it a promise
_WHEN_IF = re.compile(r"(?<!\w)если\s[^,;]*$")
_NOT = re.compile(r"(?<!\w)(?:не|ни|как(?! только))\s$")
_SAID_WHAT = re.compile(r"^,? что\b")
_PASSED_ON = frozenset(
    {"передать", "переслать", "направить", "отправить", "перенаправить", "переадресовать"}
)
_BY_RULE = re.compile(
    r"(?<!\w)(?:закон\w*|правил\w*|порядк\w+|норм\w*|постановлени\w+|стандарт\w*|гост|цен\w+|тариф\w*|плат[уыа])(?!\w)"
)
_WHOLE = frozenset({"установить", "выявить", "подтвердить"})


def deeds(sentence: Sentence) -> Iterator[Deed]:
    """The deeds of a sentence in their order."""
    for number, word in enumerate(sentence.words):
        if _conditional(sentence, word):
            continue
        stage = _stage(sentence, number, word)
        if stage is not None:
            tells = stage == Stage.AHEAD and _tells(sentence, word)
            looked = not forms("only_looked").isdisjoint(word.lemmas)
            yield Deed(sentence, word, stage, looked, tells)


def _conditional(sentence: Sentence, word: Word) -> bool:
    """«Если снова замигает, напишите»: no deed but a condition, and all that hangs on it."""
    before = sentence.low[: word.start - sentence.start]
    return before.startswith("если ") or bool(_WHEN_IF.search(before))


def _stage(sentence: Sentence, number: int, word: Word) -> Stage | None:
    tags = word.grammar
    planned = _planned_noun(sentence, word, tags)
    if planned or not any(form in tags for form in ("VERB", _SHORT, "INFN")):
        return planned
    if "2per" in tags or ("impr" in tags and "indc" not in tags):
        return None
    if _tells(sentence, word) and _FUTURE in tags:
        return Stage.AHEAD
    if not _is_deed(sentence, word, tags):
        return None
    if "INFN" in tags and "indc" not in tags and _SHORT not in tags:
        return Stage.AHEAD if _bound(sentence, number) else None
    return _tense(sentence, number, tags)


def _tense(sentence: Sentence, number: int, tags: str) -> Stage:
    if _SHORT in tags or "pssv" in tags:
        return Stage.AHEAD if _promised(sentence, number) else Stage.DONE
    if _FUTURE in tags and _PRESENT not in tags:
        return Stage.AHEAD
    return Stage.DONE if _PAST in tags else Stage.GOING


def _is_deed(sentence: Sentence, word: Word, tags: str) -> bool:
    known = word.lemmas
    if _NOT.search(sentence.low[: word.start - sentence.start]):
        return False
    if _empty(sentence, word):
        return False
    if not _PASSED_ON.isdisjoint(known):
        return _to_somebody(sentence, known)
    if not forms("not_deeds").isdisjoint((*known, word.low)):
        return False
    if _FUTURE not in tags and not forms("past_not_deeds").isdisjoint(known):
        return False
    if known[0] in _WHOLE and _SAID_WHAT.match(sentence.low[word.end - sentence.start :]):
        return False
    return "perf" in tags or not forms("deeds").isdisjoint(known)


def _to_somebody(sentence: Sentence, known: tuple[str, ...]) -> bool:
    """Passed on is a deed when it is said to whom; «передано в отдел» is not."""
    if pattern("named").search(sentence.low):
        return True
    return "передать" not in known and not forms("body_words").isdisjoint(sentence.lemmas)


def _empty(sentence: Sentence, word: Word) -> bool:
    """«Взято на контроль» says nothing, though «взять» may be a deed; «установлен законом» is a rule."""
    at = word.start - sentence.start
    if any(m.start() <= at < m.end() for m in pattern("empty_words").finditer(sentence.low)):
        return True
    return word.low.startswith(("установлен", "устанавлива")) and bool(
        _BY_RULE.search(sentence.low)
    )


def _planned_noun(sentence: Sentence, word: Word, tags: str) -> Stage | None:
    if "NOUN" in tags and not forms("deed_nouns").isdisjoint(word.lemmas):
        return Stage.AHEAD if pattern("planned").search(sentence.low) else None
    return None


def _promised(sentence: Sentence, number: int) -> bool:
    """«будет заменён», «должны быть убраны»; «запланировано» tells a deed ahead by itself."""
    word = sentence.words[number]
    if any(form.startswith(("заплан", "намет", "предусмотр")) for form in word.lemmas):
        return True
    first = sentence.words[max(0, number - _BEFORE)].start
    return bool(_WILL.search(sentence.low[first - sentence.start : word.start - sentence.start]))


def _bound(sentence: Sentence, number: int) -> bool:
    """An infinitive that somebody is bound to, plans or begins: «обязаны заасфальтировать»."""
    if not number:
        return False
    first = sentence.words[max(0, number - _BEFORE)].start
    before = sentence.low[first - sentence.start : sentence.words[number].start - sentence.start]
    return bool(_BOUND.search(before))


_BOUND = re.compile(
    r"(?<!\w)(?:обязан\w*|обяза\w+|должн\w+(?! был)|должен(?! был)|планиру\w+|намерен\w*|начн\w+|начал\w*|приступ\w+|смож\w+|поруч\w+|предписа\w+|обеща(?:ет|ют|ем|ю)|реш\w+|продолж\w+|успе\w+)"
)


def _tells(sentence: Sentence, word: Word) -> bool:
    return pattern("promised_word").match(word.low) is not None
