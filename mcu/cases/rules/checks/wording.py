"""How the answer speaks: канцелярит, readability, tone."""

import re
from collections.abc import Iterator

from mcu.cases.rules.checks.draft import COMMENTS, SPOKEN, Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import pattern
from mcu.cases.rules.words import Channel
from mcu.text.reading import Sentence, Word

LONG_SENTENCE = 40
_HARD = 2  # points of канцелярит that a sentence bears
_WORDY = re.compile(r"[\w-]+")
_CHAIN = 3
_WINDING = re.compile(
    r"(?<!\w)(?:котор\w+|что|чтобы|потому|хотя|если|однако|поскольку|так как|а также|в связи|после чего|ввиду|согласно|где|когда|в целях|в рамках)(?!\w)"
)
_GREETING = re.compile(
    r"^\W*(?:(?:[а-яе-]+\W+){0,4}?(?:здравствуйте|добр\w+ (?:день|утро|вечер)|уважаем\w+)|[а-яе-]+(?: [а-яе-]+)?(?: [а-яе-]+)?[,!])"
)


class Bureaucratic(Check):
    """Сказано по-русски, а не на канцелярите.

    Считаются цепочки отглагольных слов («в целях осуществления мероприятий по обеспечению»), стёртые
    обороты и «малые архитектурные формы» вместо урны. Одно «в соответствии с» или точный термин — не вина.
    """

    code = "bureaucratic"
    title = "Канцелярит"
    mend = "Скажите просто: кто, что и когда сделает. «Урну сняли, новую поставят 3 апреля»."
    costs = 2.5
    good = (
        Draft("Урну сняли: она загораживала выход. Новую поставят 3 апреля."),
        Draft("В соответствии с законом собак стерилизуют и возвращают с биркой в ухе."),
    )
    bad = (
        Draft("Демонтаж произведён в рамках реализации мероприятий по приведению в соответствие."),
        Draft("Вопрос находится в стадии проработки."),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        for sentence in draft.sentences:
            hard = list(pattern("bureaucratic").finditer(sentence.low))
            weight = 2 * len(hard) + len(set(pattern("bureaucratic_hint").findall(sentence.low)))
            if (hard and weight > _HARD) or (weight and _chain(sentence)):
                yield self.at(sentence.start, sentence.end, "Смысл спрятан за казёнными словами.")


def _chain(sentence: Sentence) -> bool:
    """Three verbal nouns that hang on one another: «обеспечению реализации проведения»."""
    run = 0
    for word in sentence.words:
        if _verbal(word):
            run += 1
        elif not any(tag in word.grammar for tag in ("ADJF", "PRTF", "PREP", "CONJ")):
            run = 0
        if run >= _CHAIN:
            return True
    return False


def _verbal(word: Word) -> bool:
    return "NOUN" in word.grammar and any(
        form.endswith(("ение", "ание", "тие", "яние")) for form in word.lemmas
    )


class Unreadable(Check):
    """Предложение читается с первого раза.

    Правило собственное: предложение от 40 слов, в котором есть хоть одно придаточное или два оборота. Простой
    перечень адресов, часов или документов, какой угодно длины, читается легко и не отмечается.
    """

    code = "unreadable"
    title = "Слишком длинное предложение"
    mend = "Разбейте на два-три: что сделано, что будет, когда."
    costs = 2.5
    good = (
        Draft("Лифт остановили 3 мая. Узел привезут 5 мая, запустят 6 мая."),
        Draft("Льготы: проезд, питание в школе, скидка, лагерь, секции, кружки, форма, учебники, экскурсии, "
              "каток, бассейн, музей, театр, концерт, парк, прокат, врач, анализы, очки, лекарства, путёвка, "
              "обувь, одежда, коляска, кроватка, смесь, подгузники, игрушки, книги, тетради, ручки, краски, "
              "пластилин, альбом, ранец, сменка, спортивная форма, мяч, скакалка, обруч, лыжи, коньки."),
    )  # fmt: skip
    bad = (
        Draft("Работы, которые в связи с тем, что подрядчик, с которым был заключён договор, не смог вовремя "
              "привезти материалы, потому что дорога, по которой их возят, была перекрыта из-за ремонта моста, "
              "начались позже, чем мы рассчитывали, закончатся, если ничего не помешает, к концу этой недели."),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        for sentence in draft.sentences:
            words = len(_WORDY.findall(sentence.text))
            if words >= LONG_SENTENCE and _winds(sentence):
                yield self.at(sentence.start, sentence.end, f"В предложении слов: {words}.")


def _winds(sentence: Sentence) -> bool:
    """Whether it turns on itself rather than lists."""
    turns = len(_WINDING.findall(sentence.low))
    participles = sum("PRTF" in word.grammar for word in sentence.words)
    pieces = sentence.low.count(",") + sentence.low.count(";") + 1
    return turns + participles >= 2 and pieces < len(sentence.words) / 2.5


class Rude(Check):
    """Жителя не винят, не учат жить и не высмеивают, и вежливыми словами тоже.

    Указание («подайте заявление»), твёрдый отказ и признание своей ошибки — не грубость.
    """

    code = "rude"
    title = "Невежливо"
    mend = "Уберите упрёк: житель прав, что написал. Скажите, что сделано, или как сделать."
    costs = 3.0
    good = (
        Draft("Заявление подают через МФЦ, там же помогут его заполнить."),
        Draft("Мы ошиблись, извините. Сами мы решить это не можем: нужна полиция."),
    )
    bad = (
        Draft("Читать надо было, на сайте всё написано."),
        Draft("Многие соседи не жалуются. Научитесь пользоваться телефоном."),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        yield from self.matches(pattern("rude"), draft, "Житель прочтёт это как упрёк.")


class NoGreeting(Check):
    """В письме, почте и на Госуслугах здороваются или обращаются по имени. Комментарию это не нужно."""

    code = "no_greeting"
    title = "Нет обращения"
    mend = "Начните с имени или «Здравствуйте!»."
    costs = 1.0
    good = (
        Draft("Регина Артуровна, здравствуйте! Надпись закрасили.", channel=Channel.POS),
        Draft("Надпись закрасили.", channel=Channel.VK),
    )
    bad = (Draft("Надпись на стене закрашена вчера силами участка.", channel=Channel.POS),)

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.channel in COMMENTS | SPOKEN or not draft.sentences:
            return
        if not _GREETING.match(draft.low.lstrip()[:200]):
            yield self.absent("Ответ начинается без приветствия и имени.")
