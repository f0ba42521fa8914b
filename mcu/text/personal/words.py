"""What a single word may be in a name: by the dictionary, or by its ending where it knows none."""

import re
from functools import lru_cache

from mcu.text.lemmas import readings

PATRONYMIC = re.compile(
    r"(?!деревн|основ)[а-яё]{2,}(?:(?:[ое]в|ь|[мктн])ич(?:а|у|е|ем)?|(?:[ое]вн|[иь]ничн|ичн)(?:а|ы|е|у|ой|ою))"
)
SURNAME_ENDING = re.compile(
    r"[а-яё]+(?:(?:[оеё]в|[иы]н)(?:а|у|ой|ым|е|ы|ых|ыми?)?|[сц]к(?:ий|ая|ого|ой|ому|им|ую)|енк(?:о|у|ой)|"
    r"[уюч]к(?:а|у|ом)?|чик(?:а|у|ом)?|(?:ян|янц|ойт|ман|берг|штейн|идзе|адзе)(?:а|у|ом)?|дзе|швили|[иы]х|ко|ой)"
)
_PLURAL_SURNAME = re.compile(r"[а-яё]{3,}(?:ков|ников|чиков|нин|ьев)")  # «Рябчиков», «Цветков»
_GIVEN_ENDING = re.compile(
    r"[а-яё]+(?:бек|хан|улла|уллах?|дин|жан|гуль|иддин|мурат|ор)(?:а|у|ом|е)?"
)
_PROPER = re.compile("Name|Surn|Geox|Patr|Orgn")
_WORTH = 0.004
GENITIVE = re.compile(r"(?:[ое]ва|ина|ына|ого|его|ых|их|ской|цкой|ской|ей|ии|ы)$")
"""How the name of a street may end: «на Кирова», «по Полевой»; «с Коротковой» is a person."""

# Roles of a word in a run of capitalised ones; the runs are matched as strings of them.
NAME, MAYBE_NAME, SURNAME, PATRONYM, WORD, PLACE, OTHER, UNKNOWN = "NnSPwgxU"

# Historic and public people whose surnames stand for streets, eras and songs rather than residents.
_FAMOUS = re.compile(
    r"(?:лен[иi]н|сталин|брежнев|хрущ[её]в|горбач[её]в|ельцин|путин|маркс|энгельс|пушкин|лермонтов|гоголь?|"
    r"толст|чехов|достоевск|тургенев|есенин|маяковск|некрасов|горьк|шолохов|гагарин|титов|королёв|терешков|"
    r"леонов|жуков|суворов|кутузов|нахимов|ушаков|чапаев|будённ|буденн|ворошилов|фрунзе|киров|калинин|"
    r"свердлов|дзержинск|куйбышев|орджоникидзе|щорс|котовск|минин|пожарск|невск|донск|чайковск|глинк|репин|"
    r"шишкин|суриков|ломоносов|менделеев|павлов[ау]?$|пирогов|бурденко|мичурин|циолковск|чкалов|матросов|"
    r"космодемьянск|гастелло|кошев[ыо]|панфилов|ватутин|рокоссовск|конев[ау]?$|яшин|цо[йя]|высоцк|пугач[её]в|"
    r"чудотворц|радонежск|люксембург|цеткин|тельман|крупск|луначарск|бажов|щербаков|ильич[ау]?$)"
)


@lru_cache(maxsize=65_536)
def role(word: str) -> str:
    """The role letter of a capitalised word; a short one in capitals is an abbreviation."""
    found = _role(word.lower())
    short = len(word) < (6 if found in "SU" else 5)
    return OTHER if short and word.isupper() and found != PATRONYM else found


def famous(word: str) -> bool:
    """Whether the surname is one of history."""
    return _FAMOUS.match(word.lower()) is not None


@lru_cache(maxsize=65_536)
def _role(word: str) -> str:
    if len(word) > 30 or not word.replace("-", "").isalpha():
        return OTHER
    if PATRONYMIC.fullmatch(word):
        return PATRONYM
    if "-" in word:
        return _joined([_role(part) for part in word.split("-")])
    known, tags = readings(word)
    return _known(word, tags) if known else _unknown(word, tags)


def _joined(parts: list[str]) -> str:
    """«Анна-Мария», «Гинцберг-Лодыгина»: what its parts are, when they agree."""
    for letter in (SURNAME, NAME, UNKNOWN):
        if letter in (parts[0], parts[-1]):
            return letter
    return OTHER


def _known(word: str, tags: list[tuple[str, float]]) -> str:
    surname = any("Surn" in tag for tag, _ in tags)
    common = [tag for tag, score in tags if score >= 0.02 and not _PROPER.search(tag)]
    if SURNAME_ENDING.fullmatch(word) and not common and (surname or _only_plural(tags)):
        return SURNAME
    if any("Name" in tag and score >= _WORTH for tag, score in tags):
        return MAYBE_NAME if common or (surname and not _strong(tags)) else NAME
    if common:
        return _common(word, common, surname=surname)
    if surname or SURNAME_ENDING.fullmatch(word):
        return PLACE if any("Geox" in tag for tag, _ in tags) and not surname else SURNAME
    return PLACE


def _common(word: str, common: list[str], *, surname: bool) -> str:
    """A word of everyday speech, which may be a surname as well."""
    things = any(_is_thing(tag) for tag in common)
    if not things and not any(tag.startswith("ADJ") for tag in common):
        return OTHER
    if not things and (surname or all("ADJS" in tag for tag in common)):
        return SURNAME if surname or SURNAME_ENDING.fullmatch(word) else WORD
    plural = _PLURAL_SURNAME.fullmatch(word) and all("plur" in tag for tag in common)
    return UNKNOWN if plural else WORD


def _only_plural(tags: list[tuple[str, float]]) -> bool:
    """«Хасанов» is a surname, though it is many of the name Хасан as well."""
    names = [tag for tag, _ in tags if "Name" in tag]
    return bool(names) and all("plur" in tag for tag in names)


def _strong(tags: list[tuple[str, float]]) -> bool:
    return "Name" in tags[0][0]


def _is_thing(tag: str) -> bool:
    return tag.startswith("NOUN")


def _unknown(word: str, tags: list[tuple[str, float]]) -> str:
    if SURNAME_ENDING.fullmatch(word) or any("Surn" in tag for tag, _ in tags):
        return UNKNOWN if tags[0][0].startswith("ADJF") else SURNAME
    if _GIVEN_ENDING.fullmatch(word) or "Name" in tags[0][0]:
        return NAME
    noun = any(_is_thing(tag) and score >= 0.1 for tag, score in tags)
    return UNKNOWN if len(word) > 2 and noun else OTHER
