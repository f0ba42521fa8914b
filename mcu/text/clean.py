"""Turns the text of an export or a channel into what the resident wrote.

`plain` is for people's eyes (keeps emoji, case and lines), `normal` for machines (one line of
words). Both accept any string and work in time linear in its length: no pattern here can look
at the same run of characters from many starting points.
"""

import html
import re

RESIDENT = "@житель"
"""What stands in place of a mentioned person: the name is not needed to work a case."""

# Only well-formed references of bounded length: html.unescape refuses numbers of 4,300 digits.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_BREAK = re.compile(
    r"<br\b[^<>]*>|</(?:p|div|li|tr|h[1-6])\s*>|\r\n?|[\x0b\x0c\x85\u2028\u2029]", re.I
)
# Known names only: «если a <b и c> d» written by a resident is not a tag.
_TAG = re.compile(
    r"<(?=[/!a-z-])(?:/?(?:a|abbr|article|audio|b|blockquote|body|button|center|code|dd|del|div|"
    r"dl|dt|em|embed|fieldset|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|"
    r"main|meta|nav|noscript|object|ol|option|p|pre|s|script|section|select|small|source|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|"
    r"video)(?:\s*/?|\s+[a-z][^<>]*)>|!--|!doctype[^<>]*>)|-->",
    re.I,
)
# Between these nobody said anything: looked for by `str.find`, so that no end means one look.
_CARRIED = (
    ("<!--", "-->"),
    ("<style", "</style>"),
    ("<script", "</script>"),
    ("<title", "</title>"),
)
# The joiner U+200D stays: it holds compound emoji together. Lone surrogates cannot be stored.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HEAPED_MARKS = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")
_ANY_MARK = re.compile(f"[{_MARKS}]+")
# One look for all that is rare: what the two patterns above change beside tags, and marks.
_ODD = re.compile(f"[\r\x0b\x0c\x85\u2028\u2029{_MARKS}]|{_INVISIBLE.pattern}")
# Phones of one maker send й and ё in two characters; NFC as a whole is quadratic on hostile text.
_SPLIT_LETTERS = (("и\u0306", "й"), ("И\u0306", "Й"), ("е\u0308", "ё"), ("Е\u0308", "Ё"))

_MENTION = re.compile(r"\[([A-Za-z][\w.]*)(?::[^\[\]|]*)?\|([^\[\]|]*)\]")
_STARRED = re.compile(r"[@*]((?:id|club|public|event)\d+)\s?\(([^()]*)\)")
_COMMUNITY = re.compile(r"(?:club|public|event)\d+")
_NICK = re.compile(r"@(?<![\w.]@)[A-Za-z][A-Za-z0-9_.]*(?<!\.)")

_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINK = re.compile(r"https?://\S+", re.I)
_ATTACHED = re.compile(
    r"\[(?:Фото|Видео|Аудио|Документ|Стикер|Опрос|Ссылка|Запись|Голосов)[^\[\]\n]{0,40}\]"
)
_EMOJI = re.compile(
    "[\u200d\u203c\u2049\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\ufe00-\ufe0f\U0001f000-\U0001faff]+"
)
_SHOWN = re.compile(f"[{_MARKS}]|{_EMOJI.pattern}")  # one look for both
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_THRICE = re.compile(r"(.)\1\1")  # a quicker look before the search above
_REPEATED_SIGN = re.compile(r"([!?.,)(])\1+")

_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_MIXED = re.compile(r"[А-Яа-яЁё][A-Za-z]|[A-Za-z][А-Яа-яЁё]")
_RUN = re.compile(r"\w+")
_LONE = re.compile(r"(?<!\w)[aceopkyxtmACEOPKYXTMHB]{1,8}(?!\w)")  # beside words of two alphabets
_LOOKS_LATIN, _LOOKS_CYRILLIC = "abcehkmoptxyABCEHKMOPTXY", "авсенкмортхуАВСЕНКМОРТХУ"
_TO_CYRILLIC = str.maketrans(_LOOKS_LATIN, _LOOKS_CYRILLIC)
_TO_LATIN = str.maketrans(_LOOKS_CYRILLIC, _LOOKS_LATIN)
_LIKE_CYRILLIC, _LIKE_LATIN = frozenset(_LOOKS_LATIN), frozenset(_LOOKS_CYRILLIC)


def clean(text: str) -> str:
    """The text without the marks of its carrier and without mentions of people: their names become
    «@житель»; communities keep the name; nicknames go as well."""
    return _without_mentions(uncarried(text))


def uncarried(text: str) -> str:
    """The text without the marks of its carrier: tags, styles, comments of HTML, entities, control
    and bidi characters and the apostrophe that exports put in front of every cell."""
    if text.startswith("'"):
        text = text[1:]
    if "&" in text:
        text = _ENTITY.sub(_unescape, text)
    odd = _ODD.search(text)
    if odd:
        text = _INVISIBLE.sub("", text)
    if "<" in text:
        text = _without_carried(text)
    if odd or "<" in text:
        text = _LINE_BREAK.sub("\n", text)
    if "<" in text or "-->" in text:
        text = _TAG.sub(" ", text)
    return _with_whole_letters(text) if odd else text


def plain(text: str) -> str:
    """The text for display: cleaned, spaces and empty lines tidied, emoji and case kept."""
    return tidy(clean(text))


def tidy(text: str) -> str:
    """Spaces and empty lines in order."""
    if "  " in text or not text.isprintable():  # the plain space is the only printable one
        text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = text.replace(" \n", "\n").replace("\n ", "\n")
        text = _EMPTY_LINES.sub("\n\n", text)
    return text.strip()


def normal(text: str) -> str:
    """The text for analysis: cleaned, on one line, without links, attachment marks and emoji;
    «помогиииите!!!» becomes «помогите!». Case and «ё» stay: names of streets need them."""
    text = clean(text)
    if "://" in text:
        text = _LINK.sub(" ", text)
    if "[" in text:
        text = _ATTACHED.sub(" ", text)
    if _SHOWN.search(text):
        text = _ANY_MARK.sub("", _EMOJI.sub(" ", text))
    if _THRICE.search(text):
        text = _STRETCHED.sub(_squeezed, text)
    return " ".join(_REPEATED_SIGN.sub(r"\1", text).split())


def mended(text: str) -> str:
    """Words as they were meant: «тeкёт» in one alphabet, «дааавно» without the stretch."""
    if _THRICE.search(text):
        text = _STRETCHED.sub(_squeezed, text)
    if not _MIXED.search(text):
        return text
    whole = _RUN.sub(one_alphabet, text)
    return whole if whole == text else _LONE.sub(_in_cyrillic, whole)


def _in_cyrillic(letter: re.Match[str]) -> str:
    return letter[0].translate(_TO_CYRILLIC)


def one_alphabet(word: re.Match[str]) -> str:
    """A word of two alphabets in one, if all the letters of the other look like its own."""
    latin, cyrillic = set(_LATIN.findall(word[0])), set(_CYRILLIC.findall(word[0]))
    if not latin or not cyrillic:
        return word[0]
    if latin <= _LIKE_CYRILLIC:
        return word[0].translate(_TO_CYRILLIC)
    return word[0].translate(_TO_LATIN) if cyrillic <= _LIKE_LATIN else word[0]


def _without_carried(text: str) -> str:
    for opening, closing in _CARRIED:
        low = text.lower() if opening in text or opening.upper() in text else ""
        start = low.find(opening) if len(low) == len(text) else -1
        kept, done = [], 0
        while start >= 0:
            end = low.find(closing, start)
            if end < 0:
                break
            kept.append(text[done:start])
            done = end + len(closing)
            start = low.find(opening, done)
        if done:
            text = " ".join([*kept, text[done:]])
    return text


def _unescape(reference: re.Match[str]) -> str:
    return html.unescape(reference[0])


def _with_whole_letters(text: str) -> str:
    for split, whole in _SPLIT_LETTERS:
        text = text.replace(split, whole)
    return _HEAPED_MARKS.sub(r"\1", text)


def _without_mentions(text: str) -> str:
    if "|" in text:
        text = _MENTION.sub(_mentioned, text)
    if "(" in text:
        text = _STARRED.sub(_mentioned, text)
    if "@" in text:
        text = _NICK.sub(RESIDENT, text)
    return text


def with_names(text: str) -> str:
    """Mentions as the names they show: for what reads a text and keeps nothing of it."""
    text = _MENTION.sub(r"\2", text) if "|" in text else text
    return _STARRED.sub(r"\2", text) if "(" in text else text


def _mentioned(mention: re.Match[str]) -> str:
    """A screen name without a number may be anybody's, so it is treated as a person's."""
    return mention[2].strip() if _COMMUNITY.fullmatch(mention[1]) else RESIDENT


def _squeezed(run: re.Match[str]) -> str:
    """One letter of the run, unless the run is the whole word or its name: ООО, III, СССР."""
    if run[0] in ("ССС", "XXX", "III"):
        return run[0]
    before = run.string[run.start() - 1 : run.start()]
    after = run.string[run.end() : run.end() + 1]
    return run[1] if before.isalpha() or after.isalpha() else run[1] * 3
