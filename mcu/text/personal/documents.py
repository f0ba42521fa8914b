"""Numbers of documents, cards and accounts; days of birth."""

import re

from mcu.text.personal.spans import Kind, Sheet

_DASH = "‐‑‒–—−-"
_RUN = re.compile(rf"\d(?:[\d\s№N{_DASH}]|номер){{3,}}\d")
_BEFORE = 40
_SNILS_SHAPE = re.compile(
    rf"(?<!\d)\d{{3}}[\s{_DASH}]\d{{3}}[\s{_DASH}]\d{{3}}[\s{_DASH}]{{1,2}}\d\d(?!\d)"
)
_CARD = re.compile(rf"(?<!\d)\d{{4}}(?:[\s{_DASH}]?\d{{4}}){{3}}(?!\d)")
_ACCOUNT = re.compile(rf"(?<!\d)(?:40817|42301|40820|42306)(?:[\s{_DASH}]?\d){{15}}(?!\d)")
_PASSPORT = re.compile(r"(?<![\d.])\d\d\s?\d\d(?:[№N\s]{0,4}|\sномер\s)\d{6}(?!\d)")
_LONG = re.compile(r"(?<![\d.,])(?:\d{12}|\d{16})(?!\d)")
_NAMED = re.compile(
    r"(?:лицев\w{1,3}(?:\s?сч[её]т\w{0,2})?|л\s?[./]\s?с(?:ч\w*)?\b|\bлс\b|паспорт\w{0,3}(?:\s(?:серии|сер\.|РФ))?|"
    r"снилс|полис\w{0,2}(?:\sомс)?|омс|инн|свидетельств\w{1,2}|удостоверени\w{1,2}|"
    r"личный\sномер|загранпаспорт\w?|военн\w{1,3}\sбилет\w?|ордер\w?|вид\w?\sна\sжительство|трудов\w+\sкнижк\w|"
    r"справк\w\sмсэ|доверенност\w|сертификат\w?|диплом\w?|аттестат\w?|студенческ\w+(?:\sбилет\w?)?|водительск\w+|"
    r"абонентск\w+(?:\s(?:номер\w?|сч[её]т\w?))?|пенсионн\w+|\bв/у|загран\w*|\bправа|страхово\w+)"
    r"(?:\s(?!не\b|и\b|в\b|от\b|на\b|по\b|я\b|мы\b)[а-яё]{1,14}){0,3}[\s.:,(№N—–-]{1,6}(?:номер\s|№\s?)?"
    r"((?:[IVXА-ЯA-Zа-я]{1,4}-?(?:[А-ЯA-Z]{0,2}|\d{1,4}\s№)[\s-]?№?\s?)?\d[\d\s/‐‑‒–—−-]*\d)"
    r"(?:,\s(?:мой|моя|мне|её|его)\s(\d[\d/-]+\d))?",
    re.I,
)
_NAMED_HINTS = (
    *(
        "лицев",
        "л/с",
        "л.с",
        "л. с",
        "лс ",
        "лс:",
        "лс№",
        "паспорт",
        "снилс",
        "полис",
        "омс",
        "инн",
    ),
    *(
        "свидетельств",
        "удостоверен",
        "личный номер",
        "военн",
        "ордер",
        "жительство",
        "книжк",
        "мсэ",
        "доверен",
        "билет",
    ),
    *(
        "сертификат",
        "диплом",
        "аттестат",
        "водительск",
        "абонентск",
        "пенсионн",
        "в/у",
        "загран",
        "права",
        "страхово",
    ),
)
_NOT_ONES_OWN = re.compile(
    r"(?:чип\w?|заявк\w|обращени\w|номер\w?\sдела|дел[оау]|контракт\w?|договор\w?|КУСП|огрн|бик|кпп|кадастр\w+|штрих\w*)\W{0,6}(?:номер\w?\W{0,3})?$",
    re.I,
)
_COMPANY = re.compile(r"(?:ООО|АО|МУП|ТСЖ|ИП|организаци\w|компани\w|предприяти\w)[^.\n]{0,40}$")
_SHAPES = (
    (_ACCOUNT, Kind.CARD, "счёт физического лица"),
    (_CARD, Kind.CARD, "16 цифр карты"),
    (_SNILS_SHAPE, Kind.DOCUMENT, "вид СНИЛС"),
    (_PASSPORT, Kind.DOCUMENT, "вид паспорта"),
    (_LONG, Kind.DOCUMENT, "длинный номер"),
)

_MONTH = "(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
_DATE = rf"(?:(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d\d|\d{{1,2}}\s{_MONTH}\s(?:19|20)\d\d)"
_BORN = re.compile(
    rf"(?<!\d)({_DATE}|(?:19|20)\d\d)(?=(?:-?го|-?й)?\s?(?:г\.?\s?)?(?:р\.|р\b|года?\sрожд|рожд|г\.\s?рожд|г/р|гр\b))"
    rf"|(?:родил(?:ся|ась|ись)|рожд[её]нн?\w{{0,3}}|рожд\.|рождения|рожденья|\bрод\.|д\.\s?р\.|г\.\s?р\.|д/р|\bдр\b|\(р\.)"
    rf"(?:\s(?:моей|моего|её|его|сына|дочери|дочки|реб[её]нка|мамы|мужа)){{0,2}}[\s:,.—–-]{{0,3}}(?:в\s|я\s|он\w?\s)?"
    rf"({_DATE}|(?:19|20)\d\d(?!\d))"
    rf"|(?:\bсын\w{{0,2}}|\bдоч\w{{1,4}}|реб[её]н\w{{2,3}}|внук\w?|внучк\w)\s?[,(]\s?({_DATE})",
    re.I,
)
_BORN_HINTS = (
    "г.р",
    "г. р",
    "г р.",
    "г/р",
    "рожд",
    "родил",
    "д.р",
    "д. р",
    "д/р",
    " др ",
    " др:",
    " род.",
    "г гр",
    "(р.",
    "сын",
    "доч",
    "ребён",
    "ребен",
    "внук",
    "внуч",
)
_AFTER_NAME = re.compile(
    rf"{Sheet.GAP}\s?[,(:—–-]?\s{{0,2}}\(?(?:[а-яё]{{2,9}},\s)?({_DATE}|(?:19|20)\d\d(?=\)|,|\s?г\b|\s?года?\b))(?!\d|\s?(?:№|подал|обра|звон|прин|запис))"
)
_LIVED = re.compile(r"19\d\d$|20(?:0\d|1\d|2[0-4])$|^(?:19\d\d|20[01]\d)-|[./-][4-9]\d$")


def mark_documents(sheet: Sheet) -> None:
    """Cards and accounts, then documents: by their name beside them, else by their shape."""
    if sheet.holds(_NAMED_HINTS):
        _named(sheet)
    for run in list(_RUN.finditer(sheet.text)):
        for shape, kind, why in _SHAPES:
            for found in shape.finditer(sheet.text, *run.span()):
                if not _foreign(sheet.text, found.start()) and not _phone(found[0]):
                    sheet.take(*found.span(), kind, why, confidence=0.8)


def _phone(digits: str) -> bool:
    """Ten digits that begin with nine are a telephone."""
    return digits.startswith("9") and digits.isdecimal()


def _named(sheet: Sheet) -> None:
    for found in _NAMED.finditer(sheet.text):
        digits = sum(letter.isdecimal() for letter in found[1])
        company = found[0][:3].lower() == "инн" and (
            digits == 10 or _COMPANY.search(sheet.text, 0, found.start())
        )
        enough = digits >= 5 or (digits == 4 and found[0][:5].lower() == "лицев")
        if enough and not company and not re.fullmatch(_DATE, found[1]):
            sheet.take(*found.span(1), Kind.DOCUMENT, "номер после названия документа")
            if found[2]:
                sheet.take(*found.span(2), Kind.DOCUMENT, "второй номер того же документа")


def _foreign(text: str, start: int) -> bool:
    """The number of a matter or of a thing, not of a person."""
    return _NOT_ONES_OWN.search(text[max(0, start - _BEFORE) : start]) is not None


def mark_births(sheet: Sheet) -> None:
    """Dates with a word of birth beside them, and full dates right after a name."""
    if sheet.holds(_BORN_HINTS):
        for found in _BORN.finditer(sheet.text):
            number = 1 if found[1] else 2 if found[2] else 3
            sheet.take(*found.span(number), Kind.BIRTH, "слово о рождении рядом")
    if Sheet.GAP in sheet.text:
        names = {span.end for span in sheet.spans if span.kind == Kind.NAME}
        for found in _AFTER_NAME.finditer(sheet.text):
            if found.start() + 1 in names and _LIVED.search(found[1]):
                sheet.take(*found.span(1), Kind.BIRTH, "дата сразу после имени", confidence=0.8)
