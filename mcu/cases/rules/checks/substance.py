"""Is there an answer in the answer: a deed, who does it, by when, where to ask further."""

import re
from collections.abc import Iterator

from mcu.cases.rules.checks.deeds import Deed
from mcu.cases.rules.checks.draft import COMMENTS, SPOKEN, WRITTEN, Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import forms, pattern
from mcu.cases.rules.words import Channel, Kind, Regime
from mcu.text.reading import Sentence

_NAMED = re.compile(r"(?P<before>[\w-]*)[\s(]*«(?P<name>[^»\n]{2,80})»")
_NO_BODY = re.compile(
    r"(?:парк|сад|сквер|кафе|магазин|рынк|рыно|остановк|школ|детсад|санатори|кинотеатр|клуб|центр|лагер|групп|кружк|"
    r"программ|проект|пособи|кнопк|заявлени|стадион|бассейн|маршрут|газет|рубрик|раздел|вкладк|для)\w*$"
)
_BODY = re.compile(
    r"(?<!\w)(?:дом\w* (?:культуры|молод\w+|творчества|быта)|(?:сельск|поселков|районн|городск)\w+ администраци\w+|центр\w* (?:гигиены|занятости|соц\w+)|(?:социальн|пенсионн)\w+ фонд\w*|служб\w+ (?:заказчика|спасения|благоустройства|эксплуатации|соц\w+)|управляющ\w+ компани\w+|социальн\w+ (?:работник|служб)\w*|музе\w+ |стадион\w* )"
)


def no_deed(draft: Draft) -> bool:
    """Something is wrong, and nothing is done, refused or passed on to somebody named."""
    if draft.kind != Kind.SOLVABLE or any(not deed.tells for deed in draft.deeds):
        return False
    return not _passed_on(draft)


def _passed_on(draft: Draft) -> bool:
    """Where the resident may turn, said with a contact: that is help as well."""
    return bool(_MAY_TURN.search(draft.low)) and draft.says("contact")


_MAY_TURN = re.compile(
    r"(?<!\w)(?:можно|подайте|обратитесь|обращайтесь|звоните|принимает|подать|оставить)(?!\w)"
)


class NoAction(Check):
    """В ответе на «Решаемый» сказано, что сделано или будет сделано.

    «Информация передана», «взято на контроль», «учтём» делом не считаются. Не нужно там, где спрошено
    только о сведениях, где отказ с причиной или названо, куда обратиться.
    """

    code = "no_action"
    title = "Не сказано, что сделано или будет сделано"
    mend = "Назовите дело: осмотрели, заменили, вызвали, заменят до такого-то дня."
    costs = 3.5
    good = (
        Draft("Мастер осмотрел лестницу, перила УК «Центр» приварит 12 мая."),
        Draft("Светильник заменили вчера."),
        Draft("Пособие назначает Социальный фонд.", kind=Kind.INFORMATIONAL),
    )
    bad = (
        Draft("Спасибо за сигнал, приняли к сведению."),
        Draft("Ваше сообщение взято на контроль, надеемся на понимание."),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.sentences and no_deed(draft):
            yield self.absent("Житель не узнает из ответа, что сделано с его проблемой.")


class Explained(Check):
    """«Решаемый» решают, а не только объясняют (Демянск 2.2.3).

    Почему так вышло, что говорит закон и чья это обязанность — хорошо рядом с делом и плохо вместо него.
    """

    code = "explained"
    title = "Разъяснение вместо решения"
    mend = "Добавьте, что будет сделано и когда; если решить нельзя, смените тип и скажите об этом прямо."
    costs = 2.0
    good = (
        Draft("Стояк завоздушен: дом старый. Слесарь УК «Центр» придёт сегодня до 20:00."),
        Draft("Светильник заменили вчера: лампа перегорела из-за скачка напряжения."),
    )
    bad = (
        Draft("Система однотрубная, поэтому наверху всегда теплее, это свойство дома."),
        Draft("Уборка снега регулируется правилами благоустройства и программой содержания дорог."),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        if no_deed(draft) and draft.says("explanation"):
            yield self.absent("Вопрос решаемый, а ответ только объясняет, почему так.")


class NoBody(Check):
    """Кто делает, назван: орган, предприятие, должность.

    «Соответствующие службы», «специализированная организация», «администрация» вообще и
    страдательный залог без исполнителя никого не называют. Достаточно назвать один раз, хоть в подписи.
    """

    code = "no_body"
    title = "Не сказано, кто делает"
    mend = "Назовите того, кто делает: «Горсвет», УК «Центр», отдел дорог, мастер участка."
    costs = 2.5
    good = (
        Draft("Траву до пятницы скосит «Зеленхоз»."),
        Draft("Яму засыплют завтра.\n\nНачальник отдела дорог    С. П. Ежов"),
        Draft("Единое пособие назначат за десять дней.", kind=Kind.INFORMATIONAL),
    )
    bad = (
        Draft("Траву до пятницы скосят."),
        Draft("Лифт запустит завтра специализированная организация."),
    )

    def find(self, draft: Draft) -> Iterator[Finding]:
        told = [deed for deed in draft.deeds if not deed.tells]
        if told and draft.kind != Kind.INFORMATIONAL and not names_body(draft):
            yield self.absent("Дело есть, а кто его делает, не названо.")


def names_body(draft: Draft) -> bool:
    """Whether a doer is named anywhere, the signature included."""
    return any(_names(sentence) for sentence in draft.sentences)


def _names(sentence: Sentence) -> bool:
    if not forms("body_words").isdisjoint(sentence.lemmas) or _BODY.search(sentence.low):
        return True
    return any(
        not _NO_BODY.search(found["before"].lower()) for found in _NAMED.finditer(sentence.text)
    )


class NoContact(Check):
    """В письме, почте и на Госуслугах есть, где спросить дальше.

    По 59-ФЗ телефон исполнителя нужен всегда; в остальном — пока что-то впереди, отказано или передано.
    «Обратитесь в администрацию» контактом не считается. Комментарию и звонку контакт не нужен.
    """

    code = "no_contact"
    title = "Нет контакта"
    mend = "Добавьте телефон или почту того, кто ответит на вопросы."
    costs = 2.0
    good = (
        Draft("Плитку переложат 5 июня.\nИсполнитель: Громова А. Л., (4900) 000-17-05",
              channel=Channel.LETTER, regime=Regime.APPEAL),
        Draft("Светильник «Горсвет» заменил вчера.", channel=Channel.POS),
        Draft("Траву до пятницы скосит «Зеленхоз»."),
    )  # fmt: skip
    bad = (
        Draft("Плитку переложат 5 июня.\nЗаместитель главы    И. В. Корнеев",
              channel=Channel.LETTER, regime=Regime.APPEAL),
        Draft("Светильник «Горсвет» заменит до пятницы.", channel=Channel.POS),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        if draft.sentences and _contact_due(draft) and not draft.says("contact"):
            yield self.absent("Жителю некуда обратиться, если что-то пойдёт не так.")


def _contact_due(draft: Draft) -> bool:
    if draft.regime == Regime.APPEAL or draft.is_letter:
        return draft.channel not in SPOKEN | COMMENTS
    if draft.channel not in WRITTEN:
        return False
    pending = any(deed.pending for deed in draft.deeds)
    refused = draft.kind == Kind.UNSOLVABLE
    nothing_done = draft.kind != Kind.INFORMATIONAL and all(deed.looked for deed in draft.deeds)
    return pending or refused or nothing_done


def main_deeds(draft: Draft) -> list[Deed]:
    """The deeds that mend something: not an inspection, not a promise to tell."""
    return [deed for deed in draft.deeds if not deed.looked and not deed.tells]


def vague(sentence: Sentence) -> re.Match[str] | None:
    return pattern("vague_time").search(sentence.low)
