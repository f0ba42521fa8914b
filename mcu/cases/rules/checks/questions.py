"""Does the answer speak to each question and request of the message."""

import re
from collections.abc import Iterable, Iterator
from itertools import repeat

from mcu.cases.rules.checks.deeds import Deed
from mcu.cases.rules.checks.draft import Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import forms, pattern
from mcu.cases.rules.checks.places import elsewhere
from mcu.cases.rules.words import Kind
from mcu.text.questions import Ask, Question, question, split, stem
from mcu.text.reading import Sentence, low


class QuestionMissed(Check):
    """Каждый вопрос жителя получает ответ по существу.

    Вопросы и просьбы выделены из сообщения; к каждому в ответе ищется то, о чём спрошено: срок, причина,
    сумма, кто, где, дело. Отметка человека важнее. Отказ, разъяснение и перенаправление — тоже ответ.
    """

    code = "question_missed"
    title = "Не на все вопросы есть ответ"
    mend = "Ответьте и на этот вопрос или отметьте его, если ответ на него есть."
    costs = 3.0
    good = (
        Draft("Воду дадут сегодня к 19:00. Перерасчёт УК «Центр» сделает за май.",
              "Когда включат воду? Кто сделает перерасчёт?"),
        Draft("Ольга, бассейн откроется 3 июня, детский билет стоит 150 рублей.",
              "когда откроется бассейн и сколько стоит детский билет?"),
    )  # fmt: skip
    bad = (
        Draft("Воду дадут сегодня к 19:00.", "Когда включат воду? Кто сделает перерасчёт?"),
        Draft("Ольга, бассейн откроется 3 июня.",
              "когда откроется бассейн и сколько стоит детский билет?"),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        for asked, answered in answers(draft):
            if not answered:
                yield self.absent(f"Нет ответа на вопрос: «{asked.text[:120]}».")


def answers(draft: Draft) -> list[tuple[Question, bool]]:
    """Each question with whether the answer speaks to it; what a person ticked stays so."""
    if draft.questions is None:
        asked = list(split(draft.message))
        ticks: Iterable[bool | None] = repeat(None)
    else:
        asked = [question(one.text) for one in draft.questions]
        ticks = [one.answered for one in draft.questions]
    judge = _Judge(draft, asked)
    return [
        (one, judge.answered(one) if tick is None else tick)
        for one, tick in zip(asked, ticks, strict=False)
    ]


class _Judge:
    """The answer split by which question each sentence speaks to."""

    def __init__(self, draft: Draft, asked: list[Question]) -> None:
        self.draft = draft
        self.asked = asked
        self.elsewhere = elsewhere(draft.message, draft.text) is not None
        self.stems = {
            clause: frozenset(stem(form) for form in clause.lemmas)
            for sentence in draft.sentences
            for clause in _clauses(sentence)
        }
        own: set[str] = set()
        common: set[str] = set()
        for one in asked:
            common |= own & one.about
            own |= one.about
        self.common = common if len(asked) > 1 else set()

    def answered(self, one: Question) -> bool:
        draft = self.draft
        if self.elsewhere:
            return False
        if one.ask == Ask.DO or len(self.asked) == 1:
            return self._served(one)
        near = self._speaking(one)
        if near and (
            one.ask not in _NEEDS or any(self._evidence(one.ask, s) for s in draft.sentences)
        ):
            return True
        if one.ask == Ask.WHEN:
            return any(draft.ahead(s) for s in self._unclaimed(whole=True))
        lenient = one.ask in _NEEDS or _HOW.search(low(one.text))
        places = self._unclaimed() if len(one.about) > 1 else list(self.stems)
        return bool(lenient) and any(self._evidence(one.ask, s) for s in places)

    def _served(self, one: Question) -> bool:
        """A single question: what it asks for stands anywhere; a request: something is done, or refused."""
        draft = self.draft
        done = bool(draft.deeds) or draft.says("refusal") or draft.says("explanation")
        if len(self.asked) > 1:
            return (done or draft.kind != Kind.SOLVABLE) and bool(
                self._speaking(one) or any(self._acts(s) for s in self._unclaimed())
            )
        if one.ask in (Ask.WHEN, Ask.MUCH, Ask.WHO):
            return draft.says("refusal") or any(self._evidence(one.ask, s) for s in draft.sentences)
        if one.ask == Ask.DO:
            return done or (draft.kind != Kind.SOLVABLE and not _only_empty(draft))
        return bool(draft.sentences) and not _only_empty(draft)

    def _speaking(self, one: Question) -> list[Sentence]:
        """The sentences about what marks this question and no other."""
        marks = one.about - self.common or one.about
        return [s for s, found in self.stems.items() if found & marks]

    def _unclaimed(self, *, whole: bool = False) -> list[Sentence]:
        """Clauses that speak to no question; `whole`: nor does anything in their paragraph."""
        claimed: set[str] = set()
        for one in self.asked:
            claimed |= one.about - self.common
        taken = {s.paragraph for s, found in self.stems.items() if found & claimed}
        several = whole and len({s.paragraph for s in self.stems}) > 1
        return [
            s for s, found in self.stems.items()
            if not found & claimed and not (several and s.paragraph in taken)
        ]  # fmt: skip

    def _acts(self, sentence: Sentence) -> bool:
        return any(_within(deed, sentence) for deed in self.draft.deeds)

    def _evidence(self, ask: Ask, sentence: Sentence) -> bool:
        draft = self.draft
        match ask:
            case Ask.WHEN:
                going = draft.kind == Kind.SOLVABLE and any(
                    _within(deed, sentence) and deed.pending for deed in draft.deeds
                )
                return (
                    going
                    or bool(draft.when(sentence))
                    or re.search(r"\d\d?[:.]\d\d|с \d+ до \d+", sentence.low) is not None
                )
            case Ask.WHY:
                return pattern("cause").search(sentence.low) is not None
            case Ask.MUCH:
                return (
                    re.search(r"\d|бесплатно|один |одна |два |две |три ", sentence.low) is not None
                )
            case Ask.WHO:
                return "«" in sentence.text or not forms("body_words").isdisjoint(sentence.lemmas)
            case Ask.WHERE:
                return bool(
                    _PLACE.search(sentence.text)
                    or _CONTACT.search(sentence.low)
                    or _ADVICE.search(sentence.low)
                )
            case Ask.WHOM:
                return bool(_CONTACT.search(sentence.low) or _ADVICE.search(sentence.low))
            case _:
                return _ADVICE.search(sentence.low) is not None


_CONTACT = pattern("contact")
_HOW = re.compile(r"(?<!\w)(?:как|что делать|что нужно)(?!\w)")


def _clauses(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence may speak to two questions: «воду дадут к 19:00, перерасчёт сделает УК»."""
    start = 0
    for cut in [*_CLAUSE.finditer(sentence.text), None]:
        end = cut.start() if cut else len(sentence.text)
        if sentence.text[start:end].strip():
            yield Sentence(sentence.text[start:end], sentence.start + start, sentence.paragraph)
        start = cut.end() if cut else end


def _within(deed: Deed, clause: Sentence) -> bool:
    return clause.start <= deed.word.start < clause.end


_CLAUSE = re.compile(r"[,;:]\s|\s[—–]\s")
_NEEDS = frozenset({Ask.WHEN, Ask.WHY, Ask.MUCH, Ask.WHO, Ask.WHOM, Ask.WHERE})
_PLACE = re.compile(
    r"(?<!\w)(?:[Вв]о?|[Нн]а|[Уу]|[Чч]ерез|[Вв]озле|[Оо]коло|[Зз]а|[Кк])\s(?:[а-яё]+\s){0,2}?(?:[«А-ЯЁ]|касс|сайт|мфц|кабинет|отдел|почт|магазин|киоск|пункт|школ|склад|библиот|участк|комисси|полици|инспекци|прокурат|групп|здани|кафе|управлени|больниц|поликлин|регистрат|приложени)"
)
_ADVICE = re.compile(
    r"(?<!\w)(?:можно|нужно|достаточно|[а-я]{3,}(?:йте|ите|йтесь|итесь|ьте)(?:сь)?)(?!\w)"
)


def _only_empty(draft: Draft) -> bool:
    """Nothing but «принято», thanks and greetings: no figure, no deed, few words."""
    words = sum(len(sentence.words) for sentence in draft.sentences)
    told = draft.deeds or draft.says("explanation") or draft.says("cause")
    return not told and draft.says("empty_words") and words < 40
