"""What an answer promises: a sentence about the future that names a day.

Only a suggestion: a person confirms it. Sentences about how long an appeal is considered, about
what the resident may do, about what has been done already promise nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

from razdel import sentenize

from mcu.text.dates import AddWorking, by_weekdays, find_dates
from mcu.text.lemmas import readings

LONGEST = 20_000
SENTENCE = 500
_LIKELY = 0.2  # «заменим» is «можно заменить» as often as «мы заменим»

_WORD = re.compile(r"[а-яё]{2,40}", re.IGNORECASE)
# Words that speak of what is to come without a verb in the future.
_AHEAD = re.compile(
    r"(?<!\w)(?:(?:за)?планиру|запланирован|намечен|намечает|предстоит|обязу|намерен|ожидает|"
    r"предусмотрен|поручен[оа]|обещае|гарантиру|завершение|окончание|срок(?!\s{1,3}рассмотр))",
    re.IGNORECASE,
)
# What is no work for the resident: the order of considering, their own rights and steps.
_ASIDE = re.compile(
    r"обжалова|вправе|рассмотрени\w{1,3}\s{1,3}(?:ваш\w{2,3}\s{1,3})?(?:обращени|сообщени|жалоб|заявлени)|"
    r"срок\w{0,2}\s{1,3}рассмотрени|(?<!\w)(?:вы|вам)\s{1,3}(?:мож|смож|необходимо|следует|нужно)|обратитесь|просим\s{1,3}вас",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise: its sentence, the words that name the day, the last day they allow."""

    what: str
    phrase: str
    due: date


def find_promises(text: str, said: date, working: AddWorking = by_weekdays) -> list[Promised]:
    """The dated promises of an answer given on that day, in its order; equal ones once."""
    found: dict[tuple[str, date], Promised] = {}
    for sentence in sentenize(text[:LONGEST]):
        if _ASIDE.search(sentence.text) or not is_ahead(sentence.text):
            continue
        what = " ".join(sentence.text.split())
        for each in find_dates(sentence.text, said, working):
            phrase = " ".join(sentence.text[each.start : each.end].split())
            promised = Promised(_short(what, phrase), phrase, each.due)
            found.setdefault((promised.what, promised.due), promised)
    return list(found.values())


def is_ahead(sentence: str) -> bool:
    """Whether the sentence speaks of what we or others are going to do."""
    if _AHEAD.search(sentence):
        return True
    return any(_is_future(word.group().lower()) for word in _WORD.finditer(sentence))


def _is_future(word: str) -> bool:
    """«отремонтируем», «будет», «заменят»; «сможете» is about the reader."""
    _, forms = readings(word)
    return any("futr" in tag and "2per" not in tag and score >= _LIKELY for tag, score in forms)


def _short(sentence: str, phrase: str) -> str:
    """A long sentence as the piece of it that holds the day."""
    if len(sentence) <= SENTENCE:
        return sentence
    start = max(0, min(sentence.find(phrase) - SENTENCE // 2, len(sentence) - SENTENCE))
    return sentence[start : start + SENTENCE].strip()
