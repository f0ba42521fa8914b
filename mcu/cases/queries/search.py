"""Words and numbers typed into the list: found by word forms, ranked, mistakes forgiven.

A wrong word is looked up in the dictionary of the municipality by its spellings with one letter less
(`mcu.text.typos`); PostgreSQL needs no extension for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from mcu.cases.models import Appeal, Case, Word
from mcu.cases.rules.words import System
from mcu.text.search import query as websearch
from mcu.text.similar import bag
from mcu.text.sought import (
    RARE,
    Neighbour,
    asked_for,
    forms,
    instead,
    keys_of,
    loose,
    meant,
    number_of,
    phrases,
)

RANKED = 100
"""The newest of what was found that are put in the order of how well they fit."""
FREQUENT = 8_000
"""Of a word of more messages the newest are soon met by walking back in time; rarer ones are all read
through the index of words, and PostgreSQL is not let to choose the walk, whose price it underrates."""
SURELY = 4
NEIGHBOURS = 500
YEARS = 10
NUMBERED = 500
LETTERS = "0-9a-zа-я"


@dataclass(frozen=True, slots=True)
class Spelled:
    """What was probably meant. `sure`: a word stands in no message at all as it was written."""

    words: str
    sure: bool


def searched(cases: QuerySet[Case], words: str, now: datetime) -> QuerySet[Case]:
    """The cases that hold these words; of a number those that have it, if there are any."""
    words = words.strip()
    if not words:
        return cases
    if number := number_of(words):
        # Found first: among a million PostgreSQL would look for them by walking back in time.
        numbered = cases.filter(_numbered(number, now)).order_by().values_list("pk", flat=True)
        if keys := list(numbered[:NUMBERED]):
            return cases.filter(pk__in=keys)
    asked = _query(words)
    if asked is None:
        return cases.none()
    return _word_for_word(cases.filter(search=asked), phrases(words))


def ranked(found: QuerySet[Case], words: str, municipality_id: int) -> QuerySet[Case]:
    """The newest of them, the best first."""
    rarest = _rarest(words, municipality_id)
    moment = F("received_at") if rarest > FREQUENT else F("received_at") + timedelta(0)
    newest = found.order_by(moment.desc(), "-pk").values("pk")[:RANKED]
    asked, rows = _query(words), Case.objects.filter(pk__in=newest)
    if asked is None:
        return rows.order_by("-received_at", "-pk")
    return rows.order_by(SearchRank(F("search"), asked).desc(), "-received_at", "-pk")


def _rarest(words: str, municipality_id: int) -> int:
    """How many messages hold the rarest of the words; «дом» and «год» are in no dictionary, being everywhere."""
    asked = asked_for(words)
    telling = [word for word in asked if bag(word)]
    known = _known(municipality_id, telling) if telling else {}
    everywhere = FREQUENT + 1 if asked else 0
    return min((_count(word, known) for word in telling), default=everywhere)


def many(words: str, municipality_id: int, least: int) -> bool:
    """Whether a line of one word is surely found in so many messages, by the dictionary alone: to count
    them PostgreSQL reads every place of a frequent word. Forms differ from stems, so the word must be
    several times as frequent."""
    word = words.strip()
    if not word.isalpha() or len(asked := asked_for(word)) != 1:
        return False
    return _count(asked[0], _known(municipality_id, asked)) >= SURELY * least


def spelled(municipality_id: int, words: str) -> Spelled | None:
    """The line with wrong words put right; None when they are right. Two queries at most."""
    asked = loose(words)
    known = _known(municipality_id, asked) if asked else {}
    counts = {word: _count(word, known) for word in asked}
    doubtful = [word for word in asked if counts[word] <= RARE]
    near = _near(municipality_id, doubtful) if doubtful else []
    right = {word: better for word in doubtful if (better := meant(word, counts[word], near))}
    if not right:
        return None
    return Spelled(instead(words, right), sure=any(counts[word] == 0 for word in right))


def _query(words: str) -> SearchQuery | None:
    cleaned = websearch(words)
    return SearchQuery(cleaned, config="russian", search_type="websearch") if cleaned else None


def _numbered(number: str, now: datetime) -> Q:
    """By our number, whole or its running part, by that of the system of record, by that of the appeal."""
    found = Q(system__in=System.values, external_id=number)
    appeals = Appeal.objects.filter(number=number).values_list("case", flat=True)
    found |= Q(pk__in=list(appeals[:NUMBERED]))
    if number.isdecimal() and len(number) < 10:
        months = range(1, 13)
        years = range(now.year - YEARS, now.year + 1)
        found |= Q(number__in=[f"{year}-{month:02}-{number}" for year in years for month in months])
    elif "-" in number and number[:1].isdecimal() and len(number) <= 30:
        # The bounds let the index answer, whatever the collation.
        last = number + "9" * 12
        found |= Q(number__gte=number, number__lte=last, number__startswith=number)
    return found


def _word_for_word(cases: QuerySet[Case], wanted: Iterable[str]) -> QuerySet[Case]:
    for phrase in wanted:
        pattern = f"[^{LETTERS}]+".join(phrase.split())
        whole = f"(^|[^{LETTERS}]){pattern}([^{LETTERS}]|$)"
        cases = cases.alias(plain=PLAIN).filter(plain__regex=whole)
    return cases


PLAIN = Lower(
    Func(F("search_text"), Value("ёЁ"), Value("еЕ"), function="translate", output_field=TextField())
)


def _known(municipality_id: int, words: Iterable[str]) -> dict[str, int]:
    asked = {form for word in words for form in forms(word)}
    rows = Word.objects.filter(municipality_id=municipality_id, lemma__in=asked)
    return dict(rows.values_list("lemma", "cases"))


def _count(word: str, known: Mapping[str, int]) -> int:
    return max(known.get(form, 0) for form in forms(word))


def _near(municipality_id: int, words: Iterable[str]) -> list[Neighbour]:
    rows = Word.objects.filter(municipality_id=municipality_id, spellings__overlap=keys_of(words))
    oftenest = rows.order_by("-cases").values_list("lemma", "cases")[:NEIGHBOURS]
    return [Neighbour(lemma, count) for lemma, count in oftenest]
