"""What tells two messages of one place apart: that it was mended since, and which of several it is.

A sign is a short word: «снова», «сделано», «подъезд 2», «маршрут 5». Rules compare them; the text
itself need not be kept for that.
"""

import re
from collections.abc import Iterable

from mcu.text.words import holds

AGAIN = "снова"
DONE = "сделано"
CUT = "отключение"
"""Water, heat, light, gas or the net are gone: it is one matter for many houses."""

PLANNED = "плановое"

_AGAIN = re.compile(r"\b(?:опять|снова|вновь|повторно|по новой|в очередной раз)\b")
_DID = (
    "чинил", "чинен", "латал", "красил", "крашен", "ремонтировал", "менял", "менен", "чистил",
    "чищен", "везли", "везен", "брал", "бран", "пилил", "пилен", "делал", "делан", "сыпал",
    "асфальтировал", "правил", "становил", "ладил",
)  # fmt: skip
_DONE_LETTERS = (
    *_DID, "крыл", "устранил", "дали", "включили", "поставили", "заработал", "запустили",
    "работает с", "после ", "спасибо", "претензий нет",
)  # fmt: skip
_DONE = re.compile(
    rf"(?<!не )(?<!ни )\b(?:(?:по|за|от|вы|у|пере|со|на|ис)?(?:{'|'.join(_DID)})[иаоы]?|"
    r"(?:пере|по)крыл[иа]?|привезли|устранил[иа]?|дали|включили|поставили|заработал[аио]?|запустили)\b|"
    r"\bработает с\b|\bпосле (?:\w+ )?(?:ремонт|замен|починк|уборк)\w*|"
    r"(?<!заранее )\bспасибо\b(?!\W*$)|\bпретензий нет\b"
)
_CUT = re.compile(
    r"\b(?:без|нет(?:у)?|не было|отключ\w+|пропал\w*|исчез\w*|вырубил\w*|обесточ\w+)\b(?:\W+\w+){0,3}?\W+"
    r"(?:свет|электр|вод[аы]\b|тепл|отоплен|газ|связ|интернет)|"
    r"\b(?:свет|электр|вод[аы]\b|тепл|отоплен|газ|связ|интернет)\w*(?:\W+\w+){0,3}?\W+"
    r"(?:нет(?:у)?|отключ\w+|пропал\w*|исчез\w*|вырубил\w*)\b|\bбатаре\w+ (?:\w+ )?(?:холодн|ледян)|"
    r"\bобесточ\w+|\bзам[её]рза(?:ет|ем|ют)\b"
)
_NUMBER = r"(\d{1,3}|перв\w*|втор\w*|трет\w*|четв[её]рт\w*|пят\w*|шест\w*|седьм\w*|восьм\w*)"
_ENDING = r"(?:-?[а-я]{1,2})?"
_ORDINALS = ("перв", "втор", "трет", "четв", "пят", "шест", "седьм", "восьм")


def _part(before: str, after: str) -> re.Pattern[str]:
    """«второй подъезд» and «подъезд № 2»: a number on either side of the word."""
    return re.compile(
        rf"\b{_NUMBER}{_ENDING}\s+(?:{before})|(?:{after})\s*(?:№|номер|n)?\s*{_NUMBER}"
    )


_PARTS = {
    "подъезд": _part("подъезд", r"подъезд\w*|\bп\."),
    "маршрут": _part("автобус|маршрут|троллейбус", r"автобус\w*|маршрут\w*|троллейбус\w*"),
    "школа": _part("школ", r"школ\w*"),
    "детский сад": _part("(?:дет\\w* )?сад", r"\b(?:дет\w*\s*)?сад\w*|доу"),
    "километр": _part("км\\b|километр", r"\bкм|километр\w*"),
    "опора": _part("столб|опор", r"столб\w*|опор[аы]"),
}
# A search for a few letters is much cheaper than a pattern, and most texts hold none of them.
_LETTERS = {
    "подъезд": ("подъезд", "п."),
    "маршрут": ("автобус", "маршрут", "троллейбус"),
    "школа": ("школ",),
    "детский сад": ("сад", "доу"),
    "километр": ("км", "километр"),
    "опора": ("столб", "опор"),
}
_THINGS = {
    "на площадке": {"качел": "качели", "карусел": "карусель", "горк": "горка", "песочниц": "песочница",
                    "турник": "турник", "скам": "скамейка", "лавоч": "скамейка"},
    "дерево": {"топол": "тополь", "берез": "берёза", "клен": "клён", "сосн": "сосна", "лип": "липа",
               "дуб": "дуб", "ясен": "ясень", "ольх": "ольха"},
    "вода": {"горяч": "горячая вода", "холодн": "холодная вода"},
    "на дороге": {"люк": "люк", "светофор": "светофор", "разметк": "разметка", "бордюр": "бордюр",
                  "знак": "знак"},
    "животные": {"собак": "собаки", "кошк": "кошки", "крыс": "крысы", "голуб": "голуби"},
    "обслуживание": {"очеред": "очередь", "хам": "грубость", "нахам": "грубость",
                     "груб": "грубость", "талон": "запись"},
}  # fmt: skip
"""Things that are mended or answered for one by one, by the beginnings of their words."""
_BEGINNINGS = {group: re.compile(rf"\b({'|'.join(words)})") for group, words in _THINGS.items()}
_GONE = ("свет", "электр", "вод", "тепл", "отоплен", "газ", "связ", "интернет", "батаре", "обесточ", "мерз")  # fmt: skip


def signs(text: str) -> frozenset[str]:
    """The signs of a text, whatever its case and spelling of «ё»."""
    plain = text.lower().replace("ё", "е")
    found = {f"{kind} {number}" for kind in _PARTS for number in _numbers(kind, plain)}
    found |= _things(plain)
    if _AGAIN.search(plain):
        found.add(AGAIN)
    if holds(plain, _DONE_LETTERS) and _DONE.search(plain):
        found.add(DONE)
    if "планов" in plain:
        found.add(PLANNED)
    if holds(plain, _GONE) and _CUT.search(plain):
        found.add(CUT)
    return frozenset(found)


def clash(first: frozenset[str], second: frozenset[str]) -> str:
    """«подъезд 1 и подъезд 2» when both name one and not the same; else empty."""
    return _against(_PARTS, first, second)


def other_thing(first: frozenset[str], second: frozenset[str]) -> str:
    """«качели и горка»: weaker, for a thing may be left unnamed."""
    said = _against(_THINGS, first, second)
    return " и ".join(each.partition(": ")[2] for each in said.split(" и ")) if said else ""


def _against(kinds: Iterable[str], first: frozenset[str], second: frozenset[str]) -> str:
    for kind in kinds:
        ours, theirs = _of(kind, first), _of(kind, second)
        if ours and theirs and not ours & theirs:
            return f"{min(ours)} и {min(theirs)}"
    return ""


def _things(plain: str) -> set[str]:
    return {
        f"{group}: {words[begun]}"
        for group, words in _THINGS.items()
        if holds(plain, words)
        for begun in _BEGINNINGS[group].findall(plain)
    }


def _of(kind: str, found: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in found if each.startswith(kind))


def _numbers(kind: str, plain: str) -> set[int]:
    if not holds(plain, _LETTERS[kind]):
        return set()
    return {_number(before or after) for before, after in _PARTS[kind].findall(plain)}


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return next(number for number, stem in enumerate(_ORDINALS, start=1) if word.startswith(stem))
