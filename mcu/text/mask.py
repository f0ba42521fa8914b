"""Hides what points at a person: numbers to call, addresses to write to, names, flats, documents.

Cuts too much rather than too little: the masked text feeds the search index, exports and training
sets, while the text itself stays with the case. A pattern begins with a rare character or stands
behind a cheap check (typical text: 20–40 µs), and none can run over the same characters from many
starting points (hostile text: linear time). What is hidden leaves a placeholder in square brackets
that no pattern matches again, so masking twice changes nothing.

Not seen: a surname alone, a flat written as «Ленина 12-45», numbers spelled in words.
"""

import re
from collections.abc import Iterable

PHONE = "[телефон]"
EMAIL = "[почта]"
PROFILE = "[профиль]"
NUMBER = "[номер]"
FLAT = "[квартира]"
NAME = "[имя]"
PLACEHOLDER = re.compile(r"\[(?:телефон|почта|профиль|номер|квартира|имя)\]")

# Numbers: runs of digits and of what people put between them are found first, then told apart.
_DASH = "‐‑‒–—−-"
_RUN = re.compile(rf"[+(\d](?:(?<=\d)|(?=\d))[\d\s()+.№{_DASH}]{{3,}}\d")
_IN_RUN = re.compile(
    rf"""(?<!\d)(?!\d{{1,2}}\.\d\d\.)                             # a date is not a number to hide
    (?: (?P<phone>
            (?:\+\s?)?\(?[78](?:[\s().{_DASH}]{{0,3}}\d){{10}}    # 8 (912) 345-67-89
          | \(?9\d\d(?:[\s().{_DASH}]{{0,3}}\d){{7}}              # 912 345 67 89
          | (?:\(?\d{{3,5}}\)?[\s{_DASH}]{{1,3}})?                # (38122) 2-34-56, 12-34-56
            \d{{1,3}}(?:[{_DASH}]\d\d){{2,4}} )
      | (?P<number>
            \d{{3}}[\s{_DASH}]\d{{3}}[\s{_DASH}]\d{{3}}[\s{_DASH}]{{1,2}}\d\d   # СНИЛС
          | \d{{4}}(?:[\s{_DASH}]?\d{{4}}){{3}}                   # a bank card
          | \d\d\s?\d\d[№\s]{{0,4}}\d{{6}}                        # a passport
          | \d{{10,}} )                                           # ИНН, accounts, policies
    )(?!\d)""",
    re.VERBOSE,
)
_FIVE_DIGITS = re.compile(r"\d(?:-?\d){4}")
_CALLED = re.compile(
    rf"((?:тел(?:ефон\w{{0,3}})?|сот(?:ов\w{{1,3}})?|моб(?:ильн\w{{1,3}})?|ватс?ап\w?|звон\w{{1,6}})"
    rf"\b[\s.:,№({_DASH}]{{0,6}}(?:(?:по|на|мне|номер\w?)\s){{0,3}})"
    r"\d(?:-?\d){4,9}(?!\d)(?:\s?[,;]\s?\d(?:-?\d){4,9}(?!\d))*",
    re.I,
)

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,100}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_EMAIL_HINT = re.compile(r"@(?<=[\w.+-]@)[\w-]")
_NICK = re.compile(r"@[A-Za-z][A-Za-z0-9_.@]{2,}(?<![.@])")
_MENTION = re.compile(r"\[id\d+(?::[^\[\]|]*)?\|[^\[\]|]*\]")
_LINK_HINT = re.compile(r"\.(?:com|ru|me|org)/|tg://", re.I)
_LINK = re.compile(
    r"(?<![^\W\d]|-)(?:https?://)?(?:www\.|m\.|web\.)?(?:(?P<vk>vk\.(?:com|ru)|vkontakte\.ru)"
    r"|(?P<ok>ok\.ru|odnoklassniki\.ru)|(?P<tg>t\.me|telegram\.(?:me|org))"
    r"|max\.ru|wa\.me|api\.whatsapp\.com|(?:instagram|facebook)\.com)"
    r"/(?P<path>[^\s<>\"'\[\]]*[^\s<>\"'\[\].,;:!?)])|tg://[^\s<>\"'\[\]]+",
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

_FLAT_HINT = re.compile(r"[кК](?:[вВ]|[оО][мМ](?:[нН]|\.))")
_FLAT = re.compile(
    r"[кК](?<![^\W\d_][кК])(?:в|вартир[аеуы]|в-р[аеуы]|ом|омн|омнат[аеуы])\.?[\s:№-]{0,3}"
    r"(?:номер|ном\.)?\s?\d{1,4}(?!\d)(?:[а-г]\b)?(?:(?:\s?[,/-]\s?|\sи\s)\d{1,4}(?!\d))*",
    re.I,
)
_ORDINAL_FLAT = re.compile(
    r"\d(?<!\d\d)\d{0,3}(?:-?[йяю]|-?[оеа][йюя])\s{1,2}(?:квартир|комнат)(?:[аеуы]|ой)\b", re.I
)

_CAPITALISED = re.compile(
    r"[А-ЯЁ](?<!\w[А-ЯЁ])(?:[а-яё]+|[А-ЯЁ]+)\b(?:[\s-]+[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+)\b)+"
)
_PATRONYMIC = re.compile(
    r"(?!Деревн)[А-ЯЁ][а-яё]*(?:(?:[ое]в|ь|[мктн])ич(?:а|у|е|ем)?|(?:[ое]вн|ичн)(?:а|ы|е|у|ой|ою))"
    r"|[А-ЯЁ]+(?:(?:[ОЕ]В|Ь|[МКТН])ИЧ(?:А|У|ЕМ)?|(?:[ОЕ]ВН|ИЧН)[АЫУ])"
)
_LOWER_NAME = re.compile(
    r"[а-яё](?<!\w[а-яё])[а-яё]{1,19}\s(?:[а-яё]{2,20}\s)?[а-яё]{2,20}[ое]в(?:ич|на)\b"
)
_INITIALS = re.compile(
    r"[А-ЯЁ](?<!\w[А-ЯЁ])(?:(?:[а-яё]+|[А-ЯЁ]+)\s{1,3}[А-ЯЁ]\.\s?[А-ЯЁ]\."
    r"|\.\s?[А-ЯЁ]\.\s?[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+)\b)"
)
_INITIALS_HINT = re.compile(r"\.(?<=[А-ЯЁ]\.)\s?[А-ЯЁ]")
_SIGNED = re.compile(
    r"((?:[Мм]еня зовут|МЕНЯ ЗОВУТ|важением|ВАЖЕНИЕМ|\bФИО)\b[\s:,.!—–-]{1,4}|\bЯ,\s)"
    r"(?!(?i:жител|администрац|коллектив|семь|родител|собственник|ваш|тос\b|совет))"
    r"(?:[А-ЯЁ]\.\s?){0,2}[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+)(?:[\s-][А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+)){0,3}\b"
)
_CALLED_NAME = re.compile(r"([Мм]еня зовут\s)(?!(?:не|на|ул|пер|пр|пл|им)\b)[а-яё]{2,20}\b")
_SIGN_HINTS = ("зовут", "важением", "Я, ", "ФИО", "ЗОВУТ", "ВАЖЕНИЕМ")
_PATRONYMIC_HINTS = ("ич", "овн", "евн", "ИЧ", "ОВН", "ЕВН")
_LOWER_NAME_HINTS = ("ович", "евич", "овна", "евна")
_BETWEEN_WORDS = re.compile(r"([\s-]+)")
_SURNAME = re.compile(r"(?i:[а-яё]+(?:[оеё]в|[иы]н|[сц]к|енк|[ую]к|ян|дзе|швили)[а-яё]{0,3})")
_GREETING = re.compile(r"(?i:уважаем|здравствуй|добр|господин|госпож|глав|мэр|директор|спасибо)")
_STREET = re.compile(
    r"(?:\b(?:ул|пер|пр|пр-т|просп|пл|б-р|им|мкр)\b|улиц\w{1,2}|переул\w{1,4}|проспект\w?|площад\w|"
    r"бульвар\w?|имени|сквер\w?|парк\w?|школ\w{1,2})[.\s]*$",
    re.I,
)


def mask(text: str, *, phones: bool = True) -> str:
    """The text with everything that points at a person replaced by «[телефон]», «[имя]» and so on.

    Without `phones` numbers stay: in the answer of a service they are its own.
    """
    text = _addresses(text)
    return _names(_flats(_numbers(text) if phones else text))


def _addresses(text: str) -> str:
    if "@" in text:
        if _EMAIL_HINT.search(text):
            text = _EMAIL.sub(EMAIL, text)
        text = _NICK.sub(PROFILE, text)
    if "/" in text and _LINK_HINT.search(text):
        text = _LINK.sub(_link, text)
    return _MENTION.sub(NAME, text) if "[id" in text else text


def _link(link: re.Match[str]) -> str:
    """The address of an open post without the way to a comment, or the placeholder."""
    for network, is_open in _OPEN.items():
        post = is_open.match(link["path"]) if link[network] else None
        if post:
            return link.string[link.start() : link.start("path") + post.end()]
    return PROFILE


def _numbers(text: str) -> str:
    text = _RUN.sub(_in_run, text)
    return _CALLED.sub(rf"\1{PHONE}", text) if _FIVE_DIGITS.search(text) else text


def _in_run(run: re.Match[str]) -> str:
    return _IN_RUN.sub(lambda number: PHONE if number["phone"] else NUMBER, run[0])


def _flats(text: str) -> str:
    if not _FLAT_HINT.search(text):
        return text
    return _ORDINAL_FLAT.sub(FLAT, _FLAT.sub(FLAT, text))


def _names(text: str) -> str:
    if _holds(_PATRONYMIC_HINTS, text):
        text = _CAPITALISED.sub(_full_names, text)
    if _INITIALS_HINT.search(text):
        text = _INITIALS.sub(_surname, text)
    if _holds(_SIGN_HINTS, text):
        text = _CALLED_NAME.sub(rf"\1{NAME}", _SIGNED.sub(rf"\1{NAME}", text))
    return _LOWER_NAME.sub(NAME, text) if _holds(_LOWER_NAME_HINTS, text) else text


def _holds(hints: Iterable[str], text: str) -> bool:
    """Whether one of the hints is in the text: a plain loop, several times quicker than `any`."""
    for hint in hints:  # noqa: SIM110
        if hint in text:
            return True
    return False


def _surname(name: re.Match[str]) -> str:
    return name[0] if _after_street(name) else NAME


def _after_street(found: re.Match[str]) -> bool:
    """«ул. А.С. Пушкина» is a place."""
    return _STREET.search(found.string[max(0, found.start() - 15) : found.start()]) is not None


def _full_names(run: re.Match[str]) -> str:
    """A run of capitalised words with the names in it hidden; one without a patronymic stays."""
    pieces = _BETWEEN_WORDS.split(run[0])
    words = pieces[::2]
    patronymics = [k for k, word in enumerate(words) if k and _PATRONYMIC.fullmatch(word)]
    if not patronymics:
        return run[0]
    done = 1 if _after_street(run) else 0
    kept = pieces[: 2 * done]
    for place in patronymics:
        start, end = _name_around(words, place, done)
        if start < place:
            kept += [*pieces[2 * done : 2 * start], NAME, *pieces[2 * end - 1 : 2 * end]]
            done = end
    return "".join(kept + pieces[2 * done :])


def _name_around(words: list[str], place: int, first: int) -> tuple[int, int]:
    """Bounds of the name whose patronymic stands at `place`: «Фамилия Имя Отчество» or
    «Имя Отчество Фамилия»; nothing before `first` belongs to it."""
    start, end = max(place - 1, first), place + 1
    if start >= place or _STREET.search(words[start]):
        return place, place
    before = words[start - 1] if start > first else ""
    if before and not _GREETING.match(before) and not _STREET.search(before):
        return start - 1, end
    if end < len(words) and _SURNAME.fullmatch(words[end]):
        return start, end + 1
    return start, end
