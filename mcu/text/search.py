"""Text and queries brought to one form, so that PostgreSQL's full text search finds what is meant.

Both sides go through the same mill: lower case, «ё» as «е», Latin look-alikes inside Russian words
turned into Cyrillic, nothing but words and numbers. Stemming is left to the 'russian' configuration.
"""

import re

from mcu.text.clean import normal, one_alphabet
from mcu.text.mask import PLACEHOLDER, mask

TEXT_LIMIT = 100_000
"""Characters of one text that are indexed: to_tsvector refuses a vector of more than 1 MB."""
QUERY_LIMIT = 400
WORD_LIMIT = 60
WORDS_LIMIT = 24

_CLEAN_MARGIN = 2 * TEXT_LIMIT
_WORDS = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]")
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans("«»„“”‟＂", '"' * 7)
_PART = re.compile(r'[-−–]?"|[^\s"]+')


def search_text(text: str) -> str:
    """The masked text as lower-case words for to_tsvector('russian', …); at most 100,000
    characters of it. Empty when there is nothing to find."""
    found = PLACEHOLDER.sub(" ", mask(normal(text[:_CLEAN_MARGIN])))
    return fold(found)[:TEXT_LIMIT]


def query(words: str) -> str | None:
    """A line typed by a user as a safe input of websearch_to_tsquery('russian', …).

    Understands "an exact phrase", -without and ИЛИ. Unbalanced quotes, stray operators and
    whatever else a person may paste are dropped; None when nothing to look for is left.
    """
    terms: list[str] = []
    phrase: list[str] | None = None
    minus = ""
    for part in _PART.findall(quotes(words[:QUERY_LIMIT])):
        if not part.endswith('"'):
            (terms if phrase is None else phrase).extend(_term(part, inside=phrase is not None))
        elif phrase is None:
            phrase, minus = [], part[:-1] and "-"
        else:
            terms += _quoted(minus, phrase)
            phrase = None
    return _joined(terms + (phrase or []))


def quotes(words: str) -> str:
    """Every kind of quotes as the plain one."""
    return words.translate(_QUOTES)


def _term(part: str, *, inside: bool) -> list[str]:
    """The words of one part; «ИЛИ» and a leading minus keep their meaning outside quotes."""
    if not inside and part in ("ИЛИ", "OR", "|"):
        return ["or"]
    found = [word[:WORD_LIMIT] for word in fold(normal(part)).split() if word != "or"]
    if not inside and part[0] in "-−–":
        return _quoted("-", found)
    return found


def _quoted(sign: str, found: list[str]) -> list[str]:
    return [f'{sign}"{" ".join(found)}"'] if found else []


def _joined(terms: list[str]) -> str | None:
    """Terms as one line without an «or» that has nothing on one of its sides."""
    kept: list[str] = []
    for term in terms[:WORDS_LIMIT]:
        if term != "or" or (kept and kept[-1] != "or"):
            kept.append(term)
    if kept and kept[-1] == "or":
        kept.pop()
    return " ".join(kept) or None


def fold(text: str) -> str:
    """The words and numbers of a text in one form, with a space between; case, «ё» and
    look-alike letters make no difference any more."""
    lowered = text.lower().replace("ё", "е")
    if _LATIN.search(lowered):
        lowered = _WORD.sub(one_alphabet, lowered)
    return " ".join(_WORDS.findall(lowered))
