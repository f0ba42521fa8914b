"""Does the answer fit: its channel, the answers before it, itself."""

import re
from collections.abc import Iterator
from datetime import date

from mcu.cases.rules.checks.deeds import Deed, Stage
from mcu.cases.rules.checks.draft import SPOKEN, WRITTEN, Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import forms, pattern
from mcu.cases.rules.checks.places import elsewhere
from mcu.cases.rules.words import Channel
from mcu.text.reading import Sentence, sentences

LONGEST_COMMENT = 1000
_EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B50\u2764\uFE0F\u200D]+")
_MARKUP = re.compile(r"(?:</?\w+>|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\)|^#{1,4} )", re.M)
_CAPITALS = re.compile(r"^[А-ЯЁ\s«»\"№.-]{12,}[.!\n]")
_SIGNED = re.compile(
    r"(?:Глава|Заместитель|Начальник|Директор|Председатель|Руководитель)[^.!?\n]{0,90}\s[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё-]+\s*$"
)
_ALMOST = 0.85
_NEW_WORDS = 2
_COURTESY = re.compile(r"спасибо|благодар|здравствуйте|добрый|уважаем|обращайтесь")


class Misfit(Check):
    """Ответ подходит своему каналу.

    В комментарии нет бланка, «исх. №», «приложения на 1 л.», он не длиннее 1000 знаков; в письме нет эмодзи и
    болтовни; по телефону не диктуют ссылок; разметка, которой канал не покажет, нигде не нужна.
    """

    code = "misfit"
    title = "Не подходит каналу"
    mend = (
        "Уберите лишнее: в комментарии говорят коротко и просто, в письме — без значков и болтовни."
    )
    costs = 2.5
    good = (
        Draft("Оля, ёлки принимают до 31 января 🌲"),
        Draft("Уважаемая Ольга Петровна! Ёлки принимают до 31 января.", channel=Channel.LETTER),
    )
    bad = (
        Draft("Рады помочь 👋😊 Ставьте лайк!", channel=Channel.LETTER),
        Draft("Исх. № 02-14/331. Ёлки принимают до 31 января."),
        Draft("Запишитесь на сайте gosuslugi.example.ru", channel=Channel.PHONE),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.is_comment:
            yield from self._comment(draft)
        if draft.channel in WRITTEN | SPOKEN:
            yield from self.matches(_EMOJI, draft, "Значки здесь неуместны.")
            yield from self.matches(pattern("chatter"), draft, "Так говорят в чате, а не здесь.")
        if draft.channel in SPOKEN:
            yield from self.matches(pattern("spoken_link"), draft, "Ссылку со слуха не записать.")
        for found in _MARKUP.finditer(draft.text):
            yield self.at(*found.span(), "Разметку житель увидит как значки.")

    def _comment(self, draft: Draft) -> Iterator[Finding]:
        if len(draft.text) > LONGEST_COMMENT:
            yield self.absent(f"Для комментария длинно: знаков {len(draft.text)}, а надо до 1000.")
        yield from self.matches(pattern("letterhead"), draft, "Это из письма, а не из комментария.")
        head = _CAPITALS.match(draft.text)
        if head:
            yield self.at(head.start(), head.end(), "Шапка бланка в комментарии лишняя.")
        for found in _SIGNED.finditer(draft.text):
            yield self.at(*found.span(), "Подпись письма в комментарии лишняя.")
        emoji = list(_EMOJI.finditer(draft.text))
        if sum(len(found[0]) for found in emoji) > 4:
            yield self.at(*emoji[0].span(), "Значков слишком много.")


class PrivateChat(Check):
    """Просьба написать в личные сообщения в конце ответа — повод ответить там, где спросили."""

    code = "private_chat"
    title = "Отправляют в личные сообщения"
    mend = (
        "Ответьте здесь; в личных сообщениях спрашивайте только адрес и телефон, и скажите зачем."
    )
    costs = 1.5
    good = (Draft("Плитку «Дорсервис» переложит до пятницы."),)
    bad = (Draft("Здравствуйте! Напишите нам в личные сообщения."),)

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.is_comment:
            yield from self.matches(pattern("private_chat"), draft, "Ответа ждут здесь.")


class Copy(Check):
    """Тому же человеку не повторяют прежний ответ, будто ничего не случилось.

    Сравнивается с прежними ответами в том же канале: новых слов нет, только номер или «спасибо». Повтор
    приветствия, контакта или статьи закона рядом с новым делом — не копия.
    """

    code = "copy"
    title = "Повтор прежнего ответа"
    mend = "Скажите, что сделано после прошлого ответа и почему не вышло, или назовите новый срок."
    costs = 3.0
    good = (
        Draft("Обещали до 1 июля и не сделали, простите. Новый срок 25 июля: экскаватор починили.",
              earlier=("Канаву очистят до 1 июля.",)),
    )  # fmt: skip
    bad = (
        Draft("Артур, добрый день! Ветки вывезут в кратчайшие сроки. Благодарим за неравнодушие!",
              earlier=("Артур, добрый день! Ветки вывезут в кратчайшие сроки. Спасибо.",)),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        new = _said(draft.sentences)
        for earlier in draft.earlier:
            old = _said(sentences(earlier))
            if new and len(new - old) <= _NEW_WORDS and len(new & old) >= _ALMOST * len(old):
                yield self.absent("Теми же словами этому человеку уже отвечали.")
                return


def _said(told: tuple[Sentence, ...]) -> set[str]:
    """The dictionary forms of what is said, without greetings, thanks and numbers of papers."""
    return {
        word.lemmas[0]
        for sentence in told
        if not (_COURTESY.search(sentence.low) and len(sentence.words) < 12)
        for word in sentence.words
        if not word.text.isdigit()
    }


class Contradiction(Check):
    """Ответ не спорит с собой и с сообщением.

    Ищется сделанное и ещё обещанное об одном и том же, и тот же адрес с другим номером дома. Частью сделано, а
    остальное до такого-то дня — не противоречие.
    """

    code = "contradiction"
    title = "Ответ противоречит себе или вопросу"
    mend = "Проверьте, сделано это или будет сделано, и тот ли это дом."
    costs = 3.5
    good = (
        Draft("Аварийные ямы засыпаны, остальные засыплют до 30 апреля.", "Засыпьте ямы"),
        Draft("Яму у дома 15 по Советской «Дорсервис» засыпал.", "Яма у Советской 15"),
    )
    bad = (
        Draft("Светильник «Горсвет» заменил. Светильник заменят до 12 октября.", "Не горит светильник",
              today=date(2026, 10, 1)),
        Draft("Яму у дома 51 по Советской «Дорсервис» засыпал.", "Яма во дворе Советской 15"),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        yield from self._elsewhere(draft)
        yield from self._done_and_not(draft)
        for one, other in _OPPOSITE:
            first, second = one.search(draft.low), other.search(draft.low)
            if first and second:
                yield self.at(*first.span(), "Ниже сказано обратное.")
                yield self.at(*second.span(), "Выше сказано обратное.")
                return

    def _elsewhere(self, draft: Draft) -> Iterator[Finding]:
        other = elsewhere(draft.message, draft.text)
        if other:
            house, asked = other
            yield self.at(
                house.start, house.end, f"В сообщении дом {asked}, а здесь {house.number}."
            )

    def _done_and_not(self, draft: Draft) -> Iterator[Finding]:
        done = [d for d in draft.deeds if d.stage == Stage.DONE and not d.looked]
        for ahead in (d for d in draft.deeds if d.pending and not d.looked and not d.tells):
            for deed in done:
                if deed.sentence is not ahead.sentence and _same_thing(draft, deed, ahead):
                    yield self.at(
                        deed.sentence.start,
                        deed.sentence.end,
                        "Здесь это сделано, а рядом — ещё нет.",
                    )
                    yield self.at(
                        ahead.sentence.start,
                        ahead.sentence.end,
                        "Здесь это ещё не сделано, а рядом — сделано.",
                    )
                    return


_OPPOSITE = (
    (
        re.compile(r"(?<!не )(?<!\w)(?:пить можно|можно пить|безопасн[аоы]|вода чистая)"),
        re.compile(
            r"пить (?:ее )?нельзя|нельзя пить|опасн[аоы]\b(?<!безопасна)(?<!безопасно)|до результата пить"
        ),
    ),
)
_NOT_ALL = re.compile(
    r"(?<!\w)(?:остальн\w+|еще|повторн\w+|снова|нов\w+|част\w+|друг\w+|перв\w+|втор\w+|врем\w+|пока|сначала|затем|потом|также|дополнительно|окончательн\w+|полност\w+|капитальн\w+|следующ\w+|постоянн\w+|дальше|дольше|контрол\w+|провер\w+|продолж\w+|ежедневно|каждую|каждый)(?!\w)"
)


def _same_thing(draft: Draft, done: Deed, ahead: Deed) -> bool:
    """The same verb, or the same thing of the message, and nothing says it is another part of it."""
    if _NOT_ALL.search(done.sentence.low) or _NOT_ALL.search(ahead.sentence.low):
        return False
    again = done.word.lemmas[0] == ahead.word.lemmas[0]
    if again and _HIM.search(ahead.sentence.low):
        return True
    asked = {form for s in sentences(draft.message) for form in s.nouns}
    shared = done.sentence.nouns & ahead.sentence.nouns & asked - forms("places")
    return bool(shared) and (again or _whole(done.sentence))


def _whole(sentence: Sentence) -> bool:
    """Told as over: everything about it is done."""
    return bool(re.search(r"(?<!\w)(?:в полном объеме|полностью|акт подписан|восстановлен[аоы]?|отремонтирован[аоы]?|устранен[аоы]?|завершен[аоы]?|выполнен[аоы]?)(?!\w)", sentence.low))  # fmt: skip


_HIM = re.compile(r"(?<!\w)(?:его|ее|их)(?!\w)")
