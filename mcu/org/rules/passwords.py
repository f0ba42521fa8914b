"""Which passwords are too easy, and how they are kept.

Length counts, composition does not: no rule asks for a digit or a sign. What is refused is what
guessing programs try first: known passwords and words with something at the ends, the same in the
other keyboard layout, keyboard walks, repeats, the login, the name and the place.
"""

import itertools
import re
from collections.abc import Collection, Iterator

from django.contrib.auth.hashers import Argon2PasswordHasher

LONGEST = 1000
OWN_PART = 6  # letters that must remain besides the word that anybody would try
LONG_NUMBER = 24  # a number without a letter is no date and no telephone from here on

LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
SWAP = str.maketrans(LATIN + RUSSIAN, RUSSIAN + LATIN)
LEET = str.maketrans("013457@$!", "oieastasi")
ROWS = (
    "`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ",
    "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
)  # fmt: skip
STEPS = frozenset(a + b for row in ROWS for a, b in itertools.pairwise(row))
TRANSLIT = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        "ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "",
        "ь": "", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
# Known everywhere, missing from English lists.
HABITS = frozenset(
    ["пароль", "администратор", "администрация", "админ", "пользователь", "муниципалитет", "мцу", "пульт", "россия", "москва", "привет", "здравствуй", "любовь", "солнце", "солнышко", "зайчик", "котенок", "наташа", "марина", "светлана", "татьяна", "екатерина", "александр", "сергей", "дмитрий", "алексей", "максим", "андрей", "спартак", "зенит", "динамо", "победа", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "январь", "февраль", "март", "апрель", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь", "весна", "лето", "осень", "зима", "свобода", "работа", "кабинет", "начальник", "секретарь", "служба", "отдел", "управление", "госуслуги", "инцидент", "обращение", "компьютер", "принтер", "доступ", "вход", "открыть", "password", "admin", "administrator", "welcome", "qwerty", "letmein", "user", "login", "secret", "changeme", "default", "test", "guest", "demo", "pult", "mcu"]
)  # fmt: skip


class Hasher(Argon2PasswordHasher):
    """Argon2id above the least that OWASP names (19 MiB, 2 passes), far below what a small server
    with eight threads would feel."""

    time_cost = 2
    memory_cost = 47_104  # KiB
    parallelism = 1


def weaknesses(
    password: str, *, least: int, about: Collection[str], known: Collection[str]
) -> list[str]:
    """Why the password is refused, in sentences; empty when it may be taken.

    `about` are words about the person and the place, `known` the passwords everybody tries.
    """
    said = []
    if len(password) < least:
        said.append(
            f"Пароль слишком короткий: нужно не меньше {least} знаков, можно несколько слов."
        )
    if len(password) > LONGEST:
        said.append(f"Пароль слишком длинный: не больше {LONGEST} знаков.")
        return said
    plain = password.lower().replace("ё", "е")
    if _is_walk(plain) or _is_repeat(plain):
        said.append("Пароль — это соседние клавиши или повторы. Возьмите несколько слов.")
    elif _only_words(plain, {*_spelled(HABITS), *known}):
        said.append("Такой пароль слишком широко распространён: его подбирают первым.")
    elif about and _only_words(plain, _spelled(about)):
        said.append("В пароле только логин, имя или название места: его легко угадать.")
    return said


def words_about(*texts: str) -> list[str]:
    """The words of a login, a name, a place that are long enough to be recognised."""
    found = (word for text in texts for word in re.split(r"[\W_]+", text.lower()))
    return [word.replace("ё", "е") for word in found if len(word) >= 3 and not word.isdigit()]


def _is_walk(text: str) -> bool:
    """Most signs are neighbours on the keyboard or in the alphabet, forwards or back."""
    pairs = [a + b for a, b in itertools.pairwise(text)]
    near = sum(pair in STEPS or pair[::-1] in STEPS or pair[0] == pair[1] for pair in pairs)
    return bool(pairs) and near >= 0.7 * len(pairs)


def _is_repeat(text: str) -> bool:
    """One piece over and over, or next to no different signs."""
    twice = (text + text).find(text, 1) < len(text)
    return bool(text) and (twice or len(set(text)) < 5)


def _only_words(text: str, words: Collection[str]) -> bool:
    """Nothing of one's own is left when one known word and what is not a letter are taken out.

    Two different words leave enough of each other: a phrase is a good password.
    """
    if text in words or not any(sign.isalpha() for sign in text):
        return len(text) < LONG_NUMBER
    return any(_is_one_word(reading, words) for reading in _readings(text))


def _is_one_word(text: str, words: Collection[str]) -> bool:
    found = max((piece for piece in _pieces(text) if piece in words), key=len, default="")
    rest = sum(sign.isalpha() for sign in text.replace(found, "")) if found else OWN_PART
    return rest < min(OWN_PART, len(found))


def _pieces(text: str) -> Iterator[str]:
    """Every run of three to twenty letters inside."""
    text = text[:64]
    spans = ((a, b) for a in range(len(text)) for b in range(a + 3, min(len(text), a + 20) + 1))
    return (text[a:b] for a, b in spans if text[a:b].isalpha())


def _readings(text: str) -> set[str]:
    """As typed, in the other layout, with digits read as the letters they look like."""
    return {text, text.translate(SWAP), text.translate(LEET), text.translate(SWAP).translate(LEET)}


def _spelled(words: Collection[str]) -> set[str]:
    return {*words, *(word.translate(TRANSLIT) for word in words)}
