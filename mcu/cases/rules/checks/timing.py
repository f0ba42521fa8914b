"""Does the resident learn when: dates of what is promised, dates that cannot be."""

import re
from collections.abc import Iterator
from datetime import date

from mcu.cases.rules.checks.deeds import Deed, Stage
from mcu.cases.rules.checks.draft import Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import pattern
from mcu.cases.rules.checks.moments import WEEKDAYS, Moment
from mcu.cases.rules.checks.substance import main_deeds, no_deed, vague
from mcu.cases.rules.words import Kind
from mcu.text.reading import Sentence

_JUNE = date(2026, 6, 1)
_ONE_DAY = re.compile(r"[–—,-]|\sи\s")  # «19–20 сентября» are more days than one
_SINCE = re.compile(r"(?<!\w)(?:с|со|после|начиная с)\s$")
_EXACT = re.compile(r"(?<!\w)(?:точнее|но не позднее|но до|не позже|то есть)(?!\w)")
_IF = re.compile(r"(?<!\w)если(?!\w)")
_WEEKDAY = re.compile(
    rf"(?<!\w)(?P<name>{'|'.join(WEEKDAYS)})\w*,\s+(?=\d)"
)  # «в четверг, 22 октября»


class NoDate(Check):
    """У дела, которое ещё не сделано, есть срок.

    «В ближайшее время», «в плановом порядке», «ведутся работы», «при наличии финансирования», прошедшая
    дата сроком не считаются. «Завтра», «до конца недели», «по вторникам», квартал для стройки — считаются.
    """

    code = "no_date"
    title = "Нет срока"
    mend = "Назовите день: «до 5 июня», «завтра», «до конца недели»."
    costs = 3.0
    good = (
        Draft("Плитку «Дорсервис» переложит до конца недели.", today=_JUNE),
        Draft("Светильник «Горсвет» заменил вчера.", today=_JUNE),
        Draft("Разметку нанесут в ближайшее время, а точнее до 5 июня.", today=_JUNE),
    )
    bad = (
        Draft("Плитку «Дорсервис» переложит в ближайшее время.", today=_JUNE),
        Draft("Парковку заасфальтирует «АвтоДор» до 15 мая.", today=_JUNE),
        Draft("Ведутся работы по очистке трубы.", today=_JUNE),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.kind == Kind.INFORMATIONAL or no_deed(draft):
            return
        deeds = main_deeds(draft)
        if draft.kind == Kind.UNSOLVABLE:
            deeds = [deed for deed in deeds if deed.stage != Stage.GOING]
        if any(not deed.pending for deed in deeds):
            return  # the thing is done; what is left over is a promise of its own
        only_looked = draft.kind == Kind.SOLVABLE and not deeds and bool(draft.deeds)
        if not deeds and not only_looked:
            return
        if not any(_dates(draft, s) for s in draft.sentences):
            yield self.absent("Житель не узнает, когда это будет сделано.")


def _dates(draft: Draft, sentence: Sentence) -> bool:
    """Whether the sentence names a day ahead for something still to do: not the day of an inspection
    that is over, not the hours of a telephone."""
    deeds = [deed for deed in draft.deeds if deed.sentence is sentence]
    if not any(deed.pending for deed in deeds) and (
        deeds or pattern("contact").search(sentence.low)
    ):
        return False
    for moment in draft.when(sentence):
        start, end = _bounds(sentence, moment.start - sentence.start)
        here = [deed for deed in deeds if start <= deed.word.start < end]
        over = bool(here) and not any(deed.pending for deed in here)
        if moment.exists and not moment.past(draft.today) and not over:
            return True
    return False


class PromiseUndated(Check):
    """У каждого обещания есть срок, и он не прошёл.

    Ищется обещание без дня: «следом», «дополнительно», «как позволит погода», «о результате сообщим», и
    обещание с прошедшей датой. Обещание рядом с назначенным днём («3 июля возьмём пробы и напишем») — с датой.
    """

    code = "promise_undated"
    title = "Обещание без срока"
    mend = "Назовите день или не обещайте: «о проверке сообщим до 12 октября»."
    costs = 2.5
    good = (
        Draft("О проверке сообщим до 12 октября.", today=_JUNE),
        Draft("3 июля лаборатория возьмёт пробы и напишем здесь.", today=_JUNE),
    )
    bad = (
        Draft("Воду дадут сегодня. Остальные дома «Водоканал» проверит позднее.", today=_JUNE),
        Draft("Горку «Зеленхоз» заменит до 1 мая.", today=_JUNE),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        for number, sentence in enumerate(draft.sentences):
            promised = [
                deed for deed in draft.deeds
                if deed.sentence is sentence and deed.stage == Stage.AHEAD and _is_promise(deed)
            ]  # fmt: skip
            if promised and not _IF.search(sentence.low):
                told = all(deed.tells for deed in promised)
                yield from self._in(draft, sentence, number, told)

    def _in(self, draft: Draft, sentence: Sentence, number: int, told: bool) -> Iterator[Finding]:
        if draft.ahead(sentence):
            yield from self._clause(draft, sentence)
        elif any(_passed(draft, moment) for moment in draft.when(sentence)):
            yield self.at(sentence.start, sentence.end, "Названный день уже прошёл.")
        elif vague(sentence):
            yield self.at(sentence.start, sentence.end, f"«{vague(sentence)[0]}» — не срок.")  # type: ignore[index]
        elif told and not _dated_before(draft, number):
            yield self.at(sentence.start, sentence.end, "Сообщить обещано, а когда, не сказано.")
        elif (
            not told
            and draft.kind != Kind.INFORMATIONAL
            and not any(draft.ahead(s) for s in draft.sentences)
        ):
            yield self.at(sentence.start, sentence.end, "Обещано, а когда, не сказано.")

    def _clause(self, draft: Draft, sentence: Sentence) -> Iterator[Finding]:
        """A dated sentence may end in a promise without a date: «…, остальное — позже»."""
        empty = vague(sentence)
        if empty is None:
            return
        start, end = _bounds(sentence, empty.start())
        here = [
            m for m in draft.when(sentence) if start <= m.start < end and not m.past(draft.today)
        ]
        if not here and not _EXACT.search(sentence.low) and _tells_verb(draft, start, end):
            yield self.at(start, end, f"«{empty[0]}» — не срок.")


def _is_promise(deed: Deed) -> bool:
    """A verb that promises: «заменят», «будет заменён»; a plan or an order in one word is none."""
    return not any(form in deed.word.grammar for form in ("NOUN", "INFN"))


def _passed(draft: Draft, moment: Moment) -> bool:
    """A day that is over and was no beginning: «перерасчёт с 1 октября» promises nothing for it."""
    return moment.past(draft.today) and not _SINCE.search(draft.low[: moment.start])


def _bounds(sentence: Sentence, at: int) -> tuple[int, int]:
    """The clause around a place, between the nearest commas and semicolons."""
    text = sentence.text
    left = max((text.rfind(sign, 0, at) for sign in ",;:("), default=-1) + 1
    right = min((p for sign in ",;:" if (p := text.find(sign, at)) >= 0), default=len(text))
    left += len(text[left:]) - len(text[left:].lstrip())
    return sentence.start + left, sentence.start + right


def _tells_verb(draft: Draft, start: int, end: int) -> bool:
    """Whether the clause promises by itself: a verb ahead, or «остальное — позже»."""
    inside = any(
        deed.stage == Stage.AHEAD and start <= deed.word.start < end for deed in draft.deeds
    )
    return inside or re.search(r"[—–]", draft.text[start:end]) is not None


def _dated_before(draft: Draft, number: int) -> bool:
    """The sentence before names the day the promise hangs on."""
    return bool(number) and draft.ahead(draft.sentences[number - 1])


class ImpossibleDate(Check):
    """Названный день есть в календаре, и день недели его.

    «31 июня» не бывает; «в четверг, 21 октября», когда 21-е — среда, заставит жителя ждать не в тот день.
    """

    code = "impossible_date"
    title = "Такого дня нет"
    mend = "Проверьте число и день недели по календарю."
    costs = 2.5
    good = (
        Draft("Мастер придёт в пятницу, 5 июня.", today=_JUNE),
        Draft("Мастер придёт 30 июня.", today=_JUNE),
    )
    bad = (
        Draft("Мастер придёт в четверг, 5 июня.", today=_JUNE),
        Draft("Мастер придёт 31 июня.", today=_JUNE),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        for moment in draft.moments:
            if not moment.exists:
                yield self.at(moment.start, moment.end, "Такого дня в календаре нет.")
        for named in _WEEKDAY.finditer(draft.low):
            day = next((m for m in draft.moments if m.start == named.end()), None)
            alone = day is not None and _ONE_DAY.search(draft.text[day.start : day.end]) is None
            if day and day.last and alone and day.last.weekday() != WEEKDAYS.index(named["name"]):
                yield self.at(named.start(), day.end, "Этот день недели — другое число.")
