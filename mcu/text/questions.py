"""The questions and requests of a message, split out of it: what wants an answer each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from mcu.text.reading import Sentence, Word, low, sentences
from mcu.text.words import words as words_of

_TAIL = re.compile(r"[\s,]+(?:и|а|а также|или)$")
# What asks for an answer and not for a deed: «подскажите», «прошу пояснить».
_POLITE = words_of("polite")
# Words that do not tell one question from another.
_COMMON = _POLITE | words_of("common")
MOST = 12
"""More questions than this in one message are not split out: nobody ticks them."""


class Ask(StrEnum):
    WHEN = "when"
    WHY = "why"
    MUCH = "much"
    WHO = "who"
    WHOM = "whom"
    WHERE = "where"
    OTHER = "other"
    DO = "do"


@dataclass(frozen=True, slots=True)
class Question:
    """One question or request in the resident's own words; `about` are the words that mark it."""

    text: str
    ask: Ask
    about: frozenset[str]


_ASKS = (
    (Ask.WHEN, r"когда|до какого|какого числа|в какой срок|сколько (?:еще )?ждать|как скоро|в каком (?:году|месяце)|с какого|какие сроки|срок[еи]?\b|во сколько|часы работы"),
    (Ask.WHY, r"почему|зачем|отчего|по какой причине|из-за чего|на каком основании|объяснить,? почему"),
    (Ask.MUCH, r"сколько|стоимость|какова? (?:цена|сумма|площадь|стоимость)|почем"),
    (Ask.WHO, r"кто\b|кем\b|чья|чей|чье"),
    (Ask.WHOM, r"кому|к кому|с кем"),
    (Ask.WHERE, r"где\b|куда|откуда"),
    (Ask.OTHER, r"как\b|какие|какой|какая|каков|можно ли|можно\b|нужно ли|нужен ли|будет ли|будут ли|есть ли|что делать|что нужно|чем\b|ли\b|что\b"),
)  # fmt: skip
_WORDS_OF = [(ask, re.compile(rf"(?<!\w)(?:{words})")) for ask, words in _ASKS]
_ASKING = re.compile(
    "|".join(rf"(?<!\w)(?:{words})" for _, words in _ASKS[:6])
    + r"|(?<!\w)(?:можно ли|нужно ли|будет ли|будут ли|есть ли|\w+ ли(?!\w)|как (?:узнать|подать|получить|записаться|оформить|попасть|быть)|какие|какой|какая)"
)
_EXCLAMATION = re.compile(
    r"(?<!\w)(?:сколько (?:еще )?можно|доколе|куда (?:\w+ )?смотр\w+|за что (?:мы )?плат\w+|сколько (?:еще )?(?:терпеть|мучит\w+|ходить)|ждете|ждем|видели|до каких пор|"
    r"вы (?:вообще )?(?:издеваетесь|серьезно)|как так|это нормально|это как|разве|неужели|что за |совесть|где совесть|где справедливость|не стыдно|никто не|"
    r"забыли\W*$|ну и что|долго еще|когда (?:же )?это (?:закончится|прекратится|кончится))"
)
_REQUEST = re.compile(
    r"(?<!\w)(?:прошу|просим|просьба|требую|требуем|предлага\w+|хочу попросить|хотим,? чтобы|убедительно прошу|необходимо|надо бы|нужно бы|обращаюсь с просьбой|желательно)[\s:]"
)
# What a person on the telephone asked, in the words of who took the call.
_NOTED = re.compile(
    r"(?:заявител\w+ |житель\w* |он |она )?(?P<asks>спрашива[ею]т|интересу[ею]тся|хо[тч][яе]т узнать|жду ответа|ждем ответа)[\s,:]+"
    r"|(?:заявител\w+ |житель\w* )?(?P<wants>прос[ия]т|треб[уе]+т)[\s:]+"
)
_BEFORE = re.compile(r"(?:и|а|ну|но|так|тогда)(?:,\s*|\s+)")
_CUT = re.compile(
    r"(?P<mark>[?!]+|(?<=[а-яё]{4})\.(?=\s[а-яё]{4}))(?=\s)|(?:(?<=\s)|(?<=:)|^)(?:\d{1,2}[.)]\s|[•*]\s|во-первых,?\s|во-вторых,?\s|в-третьих,?\s|в-четвертых,?\s)",
    re.I,
)
_OF_ANOTHER = re.compile(
    r"(?<!\w)(?:чтобы?|как|где|куда|готов\w*|мог\w+|мож\w+|хоч\w+|хот\w+|разреша\w+|приход\w+|нельзя|невозможно|отказ\w+|обеща\w+)(?!\w)"
)
_ECHO = re.compile(r"(?:в|на|за|из|к|у|с|о|а|и)\s")
_JOINT = re.compile(r",?\s+(?:и|а также|а|или)\s+(?=\S)|,\s+(?=\S)|;\s*|:\s+(?=\S)")


@lru_cache(maxsize=256)
def split(message: str) -> tuple[Question, ...]:
    """The questions and requests of a message, in their order; the whole of it when it has none."""
    found: list[Question] = []
    for piece, item in _pieces(message):
        asked = list(_asked(piece))
        found += asked or ([_request(piece.text)] if item else [])
    return tuple(_different(found)[:MOST]) or _whole(message)


def question(text: str) -> Question:
    """A question as a person wrote it into the list."""
    return Question(text, _kind_of(low(text)), _about(text))


def _pieces(message: str) -> Iterator[tuple[Sentence, bool]]:
    """Sentences cut at «?» and at the numbers of a list; with whether it is an item of one."""
    for sentence in sentences(message):
        start, listed = 0, False
        for cut in _CUT.finditer(sentence.text):
            yield from _piece(sentence, start, cut.end() if cut["mark"] else cut.start(), listed)
            start, listed = cut.end(), not cut["mark"]
        yield from _piece(sentence, start, len(sentence.text), listed)


def _piece(
    sentence: Sentence, start: int, end: int, listed: bool
) -> Iterator[tuple[Sentence, bool]]:
    text = sentence.text[start:end].strip(" ,;")
    if len(text) > 2 and _about(text):
        yield Sentence(text, 0, sentence.paragraph), listed


def _asked(piece: Sentence) -> Iterator[Question]:
    request, noted = _REQUEST.search(piece.low), _NOTED.match(piece.low)
    if noted and noted["asks"]:
        yield from _parts(Sentence(piece.text[noted.end() :], 0, 0))
    elif noted or request:
        found = noted or request
        yield from _requests(piece, found.end() if found else 0)
    elif "?" in piece.text or _asking_at(piece.low, 0):
        yield from _parts(piece)
    else:
        yield from _imperatives(piece)


def _parts(piece: Sentence) -> Iterator[Question]:
    """«Почему закрыли, когда откроют?» is two questions; an exclamation is none."""
    cuts = [0, *(m.end() for m in _JOINT.finditer(piece.low) if _ASKING.match(piece.low, m.end()))]
    if len(cuts) > 1 and _about(piece.low[: cuts[1]]) and not _ASKING.search(piece.low, 0, cuts[1]):
        del cuts[1]  # «Путёвки на июнь, где подавать» is one
    for start, end in zip(cuts, [*cuts[1:], len(piece.text)], strict=True):
        said = piece.low[start:end]
        if _about(said) and not _EXCLAMATION.search(said) and not _echo(said):
            kind = _kind_of(said)
            asked = Ask.OTHER if kind == Ask.DO else kind
            yield Question(_tidy(piece.text[start:end]), asked, _about(said))


def _asking_at(text: str, place: int) -> bool:
    """«когда», «и кто», «подскажите, где»."""
    before = _BEFORE.match(text, place)
    return bool(_ASKING.match(text, before.end() if before else place))


def _echo(said: str) -> bool:
    """«В телефон?» asks nothing by itself."""
    return len(said.split()) < 3 and not _ASKING.search(said) and _ECHO.match(said) is not None


def _requests(piece: Sentence, start: int) -> Iterator[Question]:
    """«Прошу заменить трубу и сделать перерасчёт» is two requests: each infinitive is one."""
    text = piece.text[start:]
    plain = low(text)
    words = [
        word for word in Sentence(text, 0, 0).words
        if _infinitive(word) and not plain[: word.start].endswith("не ")
    ]  # fmt: skip
    cuts = {words[0].start} if words else {0}
    cuts |= {
        _border(plain, last, word)
        for last, word in pairwise(words)
        if _JOINT.search(plain, last.end, word.start + 1)
        and not _inside(plain, last, word)
        and not _together(plain, last, word)
    }
    ends = {word.end for word in words}
    cuts |= {
        m.end()
        for m in _JOINT.finditer(plain)
        if m.start() not in ends and _ASKING.match(plain, m.end())
    }
    places = sorted(cuts)
    for first, end in zip(places, [*places[1:], len(text)], strict=True):
        if _about(text[first:end]):
            yield _request(text[first:end])


def _request(text: str) -> Question:
    return Question(_tidy(text), _kind_of_request(low(text)), _about(text))


def _inside(text: str, last: Word, word: Word) -> bool:
    """«обязать УК утеплить», «чтобы убрать»: the second infinitive belongs to the first."""
    return bool(_OF_ANOTHER.search(text[last.end : word.start]))


def _together(text: str, last: Word, word: Word) -> bool:
    """«скосить и вырубить поросль», «проверить законность и убрать»: one thing to do."""
    return text[last.end : word.start].strip() == "и" or not _about(text[word.end :])


def _border(text: str, last: Word, word: Word) -> int:
    """Where the next request begins: «…, а виновных назвать» after its conjunction."""
    return max(m.end() for m in _JOINT.finditer(text, last.end, word.start + 1))


def _infinitive(word: Word) -> bool:
    return "INFN" in word.grammar and _POLITE.isdisjoint(word.lemmas)


def _imperatives(piece: Sentence) -> Iterator[Question]:
    """«Уберите ветки», «скосите»; «подскажите, когда …» is the question behind it."""
    if any(_orders(word) and not _quoted(piece.text, word) for word in piece.words):
        yield Question(_tidy(piece.text), Ask.DO, _about(piece.text))
    elif any("impr" in word.grammar for word in piece.words):
        asking = _ASKING.search(piece.low)
        if asking:
            yield from _parts(Sentence(piece.text[asking.start() :], 0, 0))


def _quoted(text: str, word: Word) -> bool:
    """«Звоните в понедельник» is what somebody else said."""
    before = text[: word.start]
    return before.count("«") > before.count("»") or before.count('"') % 2 == 1


def _orders(word: Word) -> bool:
    tags = word.grammar
    return "impr" in tags and "plur" in tags and word.low.endswith("те") and _POLITE.isdisjoint(word.lemmas)  # fmt: skip


def _whole(message: str) -> tuple[Question, ...]:
    text = " ".join(message.split())
    return (Question(_tidy(text), Ask.DO, _about(text)),) if text else ()


def _different(found: Sequence[Question]) -> list[Question]:
    return list({question.about or question.text: question for question in found}.values())


def _kind_of(said: str) -> Ask:
    """By the first of its asking words."""
    found = [(match.start(), ask) for ask, words in _WORDS_OF if (match := words.search(said))]
    return min(found, key=lambda place: place[0])[1] if found else Ask.DO


def _kind_of_request(said: str) -> Ask:
    kind = _kind_of(said)
    return kind if kind in (Ask.WHEN, Ask.WHY, Ask.MUCH, Ask.WHO) else Ask.DO


def _about(text: str) -> frozenset[str]:
    about: set[str] = set()
    for word in Sentence(text, 0, 0).words:
        known = set(word.lemmas)
        if _COMMON.isdisjoint(known) and (len(word.low) > 2 or word.low.isdigit()):
            about.update(stem(form) for form in known)
    return frozenset(about)


def stem(form: str) -> str:
    """«качели» and «качель», «ремонт» and «ремонтировать» meet in their beginnings."""
    return form if form.isdigit() else form[: max(4, min(6, len(form) - 2))]


@dataclass(frozen=True, slots=True)
class KindHint:
    """What kind of message it may be: `informational` where nothing but answers is asked for."""

    kind: str
    confidence: float
    reason: str


_TROUBLE = re.compile(
    r"(?<!\w)(?:не (?:работа|убира|вывоз|чист|горит|греет|приш|приез|дают|дали|принима|выда|вер|ответ|хвата)|нет |нету|слома|разби|ям[аыу]|"
    r"теч[её]т|прорв|залив|гряз|мусор|свалк|жалоб|безобраз|опасн|наруш|отказ|невозможно|нельзя|требу|прошу|просим|уберите|сделайте|почините|"
    r"примите|проверьте|разберитесь|отмен|закры|ужас|кошмар|вон[яь]|холод)"
)


def kind_of(text: str) -> KindHint | None:
    """A message that only asks; None where the text does not tell."""
    asked = split(text)
    if not asked or any(one.ask == Ask.DO for one in asked):
        return None
    trouble = _TROUBLE.search(low(text))
    if trouble:
        return None
    return KindHint("informational", 0.6, f"только вопрос: «{asked[0].text[:80]}»")


def _tidy(text: str) -> str:
    text = _TAIL.sub("", " ".join(text.split()).strip(" ,;—–-"))
    return text[:1].upper() + text[1:300]
