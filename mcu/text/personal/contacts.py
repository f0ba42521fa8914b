"""Mailboxes, profiles and telephones."""

import re

from mcu.text.personal.spans import Kind, Sheet

DASH = "‐‑‒–—−-"
_EMAIL = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,100}) ?@ ?([\w-]{1,63}(?:(?:\.[\w-]{1,63})+| ?\. ?(?:ru|com|рф|net)\b))"
)
_OFFICE_BOX = re.compile(
    r"(?:adm|admin\w{0,9}|administra\w+|info|inform\w*|office|priem\w*|press\w*|uk|"
    r"support|glava|gorod|duma|school|sch|shkola|dou|mup|zhkh|jkh|gkh|"
    r"dispetcher|hotline|kanc\w*|kantsel\w*|secretar\w*|redak\w*|obrash\w*|opros)(?:[\d._+-][\w.+-]*)?",
    re.I,
)
_OFFICE_HOST = re.compile(r"(?:^|\.)(?:gov|mosreg|adm\w*|gosuslugi|mvd|mil)\.|adm[\w-]*\.ru$", re.I)
_NICK = re.compile(r"@[A-Za-z][A-Za-z0-9_.@]{2,}(?<![.@])")
_OFFICE_NICK = re.compile(
    r"@(?:\w*(?:adm(?!i)|admin|official|gorod|okrug|rayon|news|novosti|mcu|zhkh|gkh)\w*|\w+_?bot$)",
    re.I,
)
_MENTION = re.compile(r"\[(id\d+)(?::[^\[\]|]*)?\|([^\[\]|]*)\]")
_LINK_HINT = re.compile(r"\.(?:com|ru|me|org)/|tg://", re.I)
_LINK = re.compile(
    r"(?<![^\W\d]|-)(?:https?://)?(?:www\.|m\.|web\.)?(?:(?P<vk>vk\.(?:com|ru)|vkontakte\.ru)"
    r"|(?P<ok>ok\.ru|odnoklassniki\.ru)|(?P<tg>t\.me|telegram\.(?:me|org))"
    r"|max\.ru|wa\.me|api\.whatsapp\.com|(?:instagram|facebook)\.com)"
    r"/(?P<path>[^\s<>\"'\[\]()]*[^\s<>\"'\[\]().,;:!?])|tg://[^\s<>\"'\[\]]+",
    re.I,
)
# Addresses of open posts stay, without the part that leads to somebody's comment.
_OPEN = {
    "vk": re.compile(
        r"(?:(?:wall|photo|video|topic|clip|album)-\d+(?:_\d+)?|(?:club|public|event)\d+)(?![\w-])"
    ),
    "ok": re.compile(r"group/?\d+(?:/(?:topic|album)/\d+)?(?![\w/])"),
    "tg": re.compile(r"(?!c/|joinchat/)(?:s/)?[A-Za-z]\w{3,}/\d+(?![\w/])"),
}
_OFFICE_PATH = re.compile(
    r"(?:\w*(?:adm(?!i)|admin|official|gorod|okrug|raion|rayon|news|novosti|mcu|zhkh|jkh|gkh|podslush|tipich|typical)\w*|"
    r"\w+_?bot)/?$",
    re.I,
)
_NUMBERED = re.compile(r"(?<!\w)id\d{5,}\b")
_SPELLED_BOX = re.compile(
    r"[\w.-]{3,40}\s?\(?(?:собака|собачка|dog|at)\)?\s?[\w-]{2,20}\s?(?:\.|точка|dot)\s?(?:ru|ру|com|ком|рф)\b",
    re.I,
)
_NICK_SAID = re.compile(
    r"(?:(?:в|мой|на|ник)\s+)?(?:телеграм\w?|телега|телег[еу]|тг|вк|инст\w{0,5}|ник)\s{0,2}[:—-]?\s?"
    r"([A-Za-z][A-Za-z0-9_.]{4,31})(?![\w/])",
    re.I,
)
_NICK_HINT = re.compile(r"[A-Za-z]\w{2,}[_\d]")
_NICK_HINTS = ("телег", "тг", "вк", "инст", "ник")

_RUN = re.compile(rf"[+(\d](?:(?<=\d)|(?=\d))[\d ()+./{DASH}]{{3,}}\d")
_PHONE = re.compile(
    rf"""(?<![\d/])(?!\d{{1,2}}\.\d\d\.)
    (?: (?P<free>8[ (.{DASH}]{{0,2}}800(?:[ ().{DASH}]{{0,3}}\d){{7}})
      | (?:\+[ ]?)?\(?[78](?:[ ()./{DASH}]{{0,3}}\d){{10}}        # 8 (912) 345-67-89
      | \+[ ]?[1-9]\d{{1,2}}(?:[ ()./{DASH}]{{0,3}}\d){{7,10}}     # other countries
      | \(?9\d\d(?:[ ().{DASH}]{{0,3}}\d){{7}}                   # 912 345 67 89
      | (?:\(?\d{{3,5}}\)?[ {DASH}]{{1,3}})?                     # (38122) 2-34-56, 12-34-56
        \d{{1,3}}(?:[{DASH}]\d\d){{2,4}} )(?!\d|[{DASH}]\d)""",
    re.VERBOSE,
)
_SERVICE = re.compile(
    r"(?:приёмн|приемн|диспетчерск|дежурн|горяч\w+ лини|аварийн|колл-центр|ЕДДС|ЦЗН|МФЦ|регистратур|редакци)"
    r"[^.,;!?\n]{0,30}\Z",
    re.I,
)
_FOUR_DIGITS = re.compile(r"\d(?:[ -]?\d){3}")
_FREE = re.compile(rf"8?[\s(.{DASH}]{{0,2}}800")
_CALLED = re.compile(
    rf"((?:тел(?:ефон\w{{0,3}})?|тилифон|сот(?:ов\w{{1,3}})?|моб(?:ильн\w{{1,3}})?|ватс?ап\w?|звон\w{{1,6}})"
    rf"\b[\s.:,№({DASH}]{{0,6}}(?:(?:по|на|мне|номер\w?)\s){{0,3}})"
    r"(\d(?:[ -]?\d){4,9}(?!\d)(?:\s?[,;]\s?\d(?:-?\d){4,9}(?!\d))*)",
    re.I,
)
_SPELLED = re.compile(
    r"\b(?:(?:плюс\s)?(?:ноль|нуль|нол[яь]|два\sноля|три\sноля|три\sнуля|один\w*|два|две|три|четыре|"
    r"пять|шесть|семь|восемь|девять|десять|\w{3,7}надцать|двадцать|тридцать|сорок|пятьдесят|"
    r"шестьдесят|семьдесят|восемьдесят|девяносто|сто|двести|триста|четыреста|пятьсот|шестьсот|"
    r"семьсот|восемьсот|девятьсот|\d{1,4})[\s,-]{1,3}){5,}(?:[а-яё]+(?:ь|надцать|дцать|о|ин|а|и)|\d{1,4})\b",
    re.I,
)
_NUMBER_WORDS = ("ноль", "нул", "нол", "девят", "восем", "дцать", "семь")
_CALLED_HINTS = ("тел", "тил", "сот", "моб", "тсап", "тцап", "звон")
_LETTERED = re.compile(
    rf"(?<!\w)(?:\+?7|8)[\s({DASH}]{{0,2}}(?=[\dОOоo\s()ЗB{DASH}]{{9,18}}(?!\w))"
    rf"(?=[\d\s(){DASH}]{{0,14}}[ОOоoЗB])(?:[\dОOоoЗB][\s(){DASH}]{{0,2}}){{9}}[\dОOоoЗB](?!\w)"
)


def mark_contacts(sheet: Sheet) -> None:
    """Mailboxes and profiles: what has a dog, an address of a network or a mention."""
    text = sheet.text
    if "[id" in text:
        _mentions(sheet)
    if "@" in text:
        _dogs(sheet)
    if "/" in text and _LINK_HINT.search(text):
        for link in _LINK.finditer(text):
            _link(sheet, link)
    if "id" in text:
        sheet.take_all(_NUMBERED, Kind.LINK, "номер страницы")
    if "собак" in text:
        sheet.take_all(_SPELLED_BOX, Kind.EMAIL, "почта словами", confidence=0.8, weak=True)
    if sheet.holds(_NICK_HINTS) and _NICK_HINT.search(text):
        _nicks(sheet)


def _mentions(sheet: Sheet) -> None:
    for found in _MENTION.finditer(sheet.text):
        sheet.take(found.start(), found.start(2), Kind.LINK, "упоминание человека")
        sheet.take(found.start(2), found.end(), Kind.NAME, "имя в упоминании")


def _nicks(sheet: Sheet) -> None:
    for nick in _NICK_SAID.finditer(sheet.text):
        if re.search(r"[\d_]", nick[1]):
            sheet.take(*nick.span(1), Kind.LINK, "ник после слова о нём", weak=True)


def _dogs(sheet: Sheet) -> None:
    for box in _EMAIL.finditer(sheet.text):
        if not _OFFICE_BOX.fullmatch(box[1]) and not _OFFICE_HOST.search(box[2]):
            sheet.take(*box.span(), Kind.EMAIL, "почтовый ящик")
    for nick in _NICK.finditer(sheet.text):
        office = (
            _OFFICE_NICK.match(nick[0]) or sheet.text[nick.start() - 1 : nick.start()].isalnum()
        )
        if not office:
            sheet.take(*nick.span(), Kind.LINK, "ник")


def _link(sheet: Sheet, link: re.Match[str]) -> None:
    """The address of an open post stays, the way from it to a comment does not."""
    for network, is_open in _OPEN.items():
        post = is_open.match(link["path"]) if link[network] else None
        if post:
            sheet.take(link.start("path") + post.end(), link.end(), Kind.LINK, "путь к комментарию")
            return
    if not _OFFICE_PATH.match(link["path"] or ""):
        sheet.take(*link.span(), Kind.LINK, "адрес страницы человека")


def mark_phones(sheet: Sheet) -> None:
    """Telephones in any notation; free lines 8-800 are nobody's."""
    for run in _RUN.finditer(sheet.text):
        for found in _PHONE.finditer(sheet.text, *run.span()):
            if not found["free"] and not _SERVICE.search(
                sheet.text, max(0, found.start() - 60), found.start()
            ):
                sheet.take(*found.span(), Kind.PHONE, "номер телефона")
    if sheet.holds(_CALLED_HINTS) and _FOUR_DIGITS.search(sheet.text):
        for said in _CALLED.finditer(sheet.text):
            if not _FREE.match(said[2]):
                sheet.take(*said.span(2), Kind.PHONE, "цифры после слова о телефоне")


def mark_lettered_phones(sheet: Sheet) -> None:
    """«8 9ОО …»: letters stand for digits."""
    if "8" in sheet.text or "7" in sheet.text:
        sheet.take_all(_LETTERED, Kind.PHONE, "буквы вместо цифр", confidence=0.8, weak=True)


def mark_spelled_phones(sheet: Sheet) -> None:
    """Telephones in words, between them digits or none."""
    if sheet.holds(_NUMBER_WORDS) and sum(map(sheet.low.count, _NUMBER_WORDS)) > 2:
        sheet.take_all(_SPELLED, Kind.PHONE, "номер словами", confidence=0.8, weak=True)
