"""What a person wrote to the town, apart from what the carrier, an app or another letter added.

Nothing is lost: whatever is left out stands beside as a part with its kind, and all parts in their
order are the whole text again. `text` is mended besides: one alphabet in a word, no stretched
letters. A part is left out only where something of the person's own remains.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mcu.text.clean import mended, tidy, uncarried, with_names
from mcu.text.lemmas import readings
from mcu.text.reading import grammar


class Kind(StrEnum):
    """Why a part of a text is not what the person said."""

    SAID = "said"
    MENTION = "mention"
    LINK = "link"
    HASHTAGS = "hashtags"
    ATTACHED = "attached"
    QUOTE = "quote"
    SIGNATURE = "signature"
    TAIL = "tail"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the whole text, as it came."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """The person's own words, mended; and everything that came, part by part."""

    text: str
    parts: tuple[Part, ...]

    @property
    def whole(self) -> str:
        """All that came, without marks of HTML."""
        return "".join(part.text for part in self.parts)

    @property
    def linked(self) -> bool:
        return any(part.kind == Kind.LINK for part in self.parts)

    @property
    def aside(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.kind != Kind.SAID)


_Cut = tuple[int, int, Kind]

LONGEST = 200_000
"""Characters of a text that are looked through for what is not said; the rest is kept as said."""

_GREETED = re.compile(
    r"\s*(?:(?:\[[A-Za-z][\w.]*(?::[^\[\]|]*)?\|[^\[\]|]*\]|[@*](?:id|club|public|event)\d+\s?\([^()]*\)"
    r"|@[A-Za-z][\w.]*|@житель)[\s,:.—–-]{0,4})+"
)
_URL = re.compile(
    r"(?:(?<!\w)(?:фото|видео|ссылка|скрин(?:шот)?ы?|пост|источник|подробнее|подробности|вот|тут|здесь|смотр\w+)"
    r"(?:\s(?:тут|здесь|на|ссылка|по ссылке))?\s?[:—–-]\s?)?"
    r"(?<![\w@.])(?:https?://|www\.|(?:m\.)?(?:vk|ok|t|max|youtu|wa|rutube|dzen)\.(?:com|ru|me|be)/)[^\s<>«»\"]+",
    re.I,
)
_HASHTAGS = re.compile(r"(?:(?:^|(?<=\s))#\w[\w@]*[\s,.]*)+\Z")
_LONGEST_TAGS = 400
_ATTACHED = re.compile(
    r"\[(?:Фото|Видео|Аудио|Документ|Стикер|Опрос|Ссылка|Запись|Голосов|Вложени|Изображени|Файл)[^\[\]\n]{0,40}\]"
)
_LINE = re.compile(r"[^\n]+")

# A head of what somebody else wrote before.
_HEAD = re.compile(
    r"[-—_=*\s>]*(?:(?:исходное|пересылаемое|пересланное|первоначальное|начало пересылаемого|конец пересылаемого)"
    r" (?:сообщени\w{1,2}|письмо)|original message|forwarded message|begin forwarded message|переслано от:?)\b.{0,80}"
    r"|[>\s]*\S.{0,140}(?:писал(?:\(?а?\)?|а)?|пишет|wrote|написал(?:\(?а?\)?|а)?)\s?:",
    re.I,
)
_FIELD = re.compile(
    r"\s*(?:от|кому|копия|дата|отправлено|тема|кто|from|to|cc|date|sent|subject|переслано из|forwarded from)\s?:\s?\S.{0,160}",
    re.I,
)
_WHEN_WHO = re.compile(r"\d{1,2}[.:\s]|<[^<>]{3,80}>|\bon\b|@", re.I)
_QUOTED = re.compile(r"\s*(?:>|&gt;|\|\s)")

_DASHES = re.compile(r"\s*(?:--|—|––|_{2,}|-{2,})\s*")
_REGARDS = re.compile(
    r"(?:^|(?<=[.!?…)»\n;])|(?<=[.!?…)»;]\s))[ \t]*(?:(?:с\s?ув(?:аж)?\.)|(?:с|с\s(?:глубоким|большим|искренним|неизменным))\s+"
    r"(?:уважением|почтением|наилучшими\s+пожеланиями|благодарностью\s+и\s+уважением|приветом)|"
    r"(?:искренне|всегда)\s+ваш\w*|(?:best|kind|warm)?\s?regards|sincerely|yours\s\w+)(?=\s*[,.!:—–-]|\s*\n|\s*\Z|\s+[А-ЯЁA-Zа-яё])",
    re.I,
)
_POSTSCRIPT = re.compile(r"\n\s*(?:p\.?\s?s|з\.?\s?ы|постскриптум)\b", re.I)
_LONGEST_SIGNATURE = 260
_REGARDING = (
    "уважением",
    "с ув",
    "почтением",
    "пожеланиями",
    "ваш",
    "regards",
    "sincerely",
    "приветом",
)

_TAIL = re.compile(
    r"(?:отправлено|послано|написано|создано|сформировано|доставлено|передано|поступило|получено|опубликовано|зарегистрировано|подано)\s+(?:из|с|со|через|посредством|в|при помощи|автоматически|от)\s"
    r"|(?:сообщение|обращение|письмо|заявка|данное\s\w+|это\s\w+)\s+(?:было\s)?(?:отправлено|направлено|сформировано|создано|доставлено|подано|передано|получено|зарегистрировано|отправлена|создана|подана)\s"
    r"(?:из|с|со|через|посредством|автоматически|при|в)"
    r"|(?:это|данное)\s(?:письмо|сообщение)\s(?:создано\s|отправлено\s)?автоматическ"
    r"|(?:пожалуйста,?\s)?не отвечайте на (?:это|данное)|отвечать на (?:него|это|данное)"
    r"|sent from|get outlook|отправить с|via\s"
    r"|(?:из|через)\s(?:мобильн\w+\s|моб\.\s)?приложени|(?:мобильное|моб\.)\s?приложение|форма\sобратной\sсвязи|согласие\sна\sобработку"
    r"|(?:фио|e-?mail|эл\.\sпочта|электронная\sпочта|телефон|контакты|контактные\sданные|способ\sответа|тип\sобращения|браузер)\s?:"
    r"|[^.!?\n]{0,40}[|/•·—-]\s*подпи(?:сат|сыва|шис|сь)"
    r"|(?:вложени[яей]|прикреплен[оы]?|прикреплённ\w+|приложен\w*|файл\w*|фото|количество\s\w+)(?:\s\w+)?\s?:\s?\d"
    r"|(?:координаты|источник|геометка|геолокация|gps|ip|id|ид|номер\s(?:обращения|заявки|сообщения|заявления)|идентификатор|регистрационный\sномер|категория|"
    r"подкатегория|канал\sпоступления|версия\sприложения|устройство|user-agent|широта|долгота|дата\sсоздания|статус|заявка\s№|обращение\s№|сообщение\s№)\s?[:№]?\s?[\d#:№]"
    r"|(?:координаты|источник|геометка|геолокация|категория|подкатегория|канал\sпоступления|версия\sприложения|устройство|user-agent|статус|рубрика)\s?:"
    r"|(?:[\W_]*)(?:подпис(?:ывай(?:ся|тесь)|аться|ись|итесь)(?:\b.{0,10}\b(?:на|канал|нас|чат|групп\w+|чтобы|ссылк\w+|тут|здесь)|\W*\Z|\W+@)"
    r"|(?:наш|мы)\s(?:канал|чат|телеграм|телеграмм|паблик|бот|в\s(?:max|вк|vk|телеграм\w*|одноклассниках|ок|дзене|telegram|контакте|соцсетях))"
    r"|(?:прислать|предложить|сообщить|присылайте)\s(?:нам\s)?(?:свою\s)?(?:новост|информаци|пост|фото)"
    r"|больше\sновостей|читайте\s(?:нас|также|в|далее)|следите\sза\s(?:нами|новостями)|ставьте\s(?:лайк|класс|реакци)|делитесь\s(?:с|постом|новост)"
    r"|(?:анонимно|анон)\s(?:пожалуйста|плиз)\b|поддержать\sканал|буст\b|проголосовать\sза\sканал|реклама\s(?:у|на|в)\s(?:нас|канале)|erid\b)",
    re.I,
)
_LONGEST_TAIL = 220
# What a form puts above the words: «Обращение № 12 от 01.02.2026», «Категория: Дороги».
_NUMBERED = re.compile(
    r"\s*(?:(?:обращение|сообщение|заявка|заявление|жалоба|тикет|запрос|вопрос|инцидент)\s?[№#N]\s?[\w/-]{1,30}(?:\s.{0,40})?"
    r"|(?:категория|подкатегория|рубрика|тема|раздел|канал|источник|дата(?:\s\w+)?|время|номер(?:\s\w+)?|id|координаты|широта|долгота|форма)\s?:.{1,80}"
    r"|(?:текст|содержание|суть|описание)(?:\s(?:обращения|сообщения|проблемы|заявки|вопроса))?\s?:)\s*",
    re.I,
)
_BULLETS = " •*👉➡️✅🔔📢❗‼️🔥·-—|([📲📩💬⚡️📍🆔ℹ️"
_NICKS = re.compile(
    r"[\W_]*(?:(?:чат|канал|бот|новости|источник|мы|наш\s\w+)?[\s:—-]*@[A-Za-z][\w.]{3,}[\W_]*)+",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…)»])[ \t]+(?=[А-ЯЁA-Z([])")
_NAME_LINE = re.compile(
    r"\s*(?:(?P<group>(?i:жител[ьи]|жительница|собственни\w+|ваш\w?|пенсионер\w*|многодетн\w+|председатель|старш\w+|родител\w+|жильцы|инициативн\w+|семья|совет|ветеран|староста|мам[аы]|бабушк\w|коллектив|актив)\s[^.!?\n]{0,60})"
    r"|[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ](?:[а-яё]+|\.)){0,2}\.?(?:\s+[А-ЯЁ]\.)?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+)"
    r"(?:,?\s*(?:(?:тел|т|моб|сот)\w*\.?:?\s*)?[+\d][\d\s()+-]{8,18})?\s*[,.]?\s*"
)
_PHONE_LINE = re.compile(
    r"\s*(?:(?:мой|тел|т|моб|сот|дата|число)\w*\.?:?\s*){0,2}[+\d][\d\s().:+-]{5,20}(?:г\.?|года?)?\s*",
    re.I,
)
_TELLING = ("VERB", "INFN", "PRED", "GRND", "PRTS", "ADJS")
_HAS_WORDS = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[^\W_]+")


def said(raw: str) -> Said:
    """The text of an export or a channel split into what was said and what was not."""
    text = tidy(uncarried(raw))
    cuts = _merged(_cuts(text[:LONGEST])) if text else []
    parts, done = [], 0
    for start, end, kind in cuts:
        if start > done:
            parts.append(Part(Kind.SAID, text[done:start]))
        parts.append(Part(kind, text[start:end]))
        done = end
    if done < len(text):
        parts.append(Part(Kind.SAID, text[done:]))
    own = " ".join([part.text for part in parts if part.kind == Kind.SAID]) if cuts else text
    if cuts and not _HAS_WORDS.search(own):
        own, parts = text, [Part(Kind.SAID, text)]
    return Said(mended(tidy(with_names(own))), tuple(parts))


def _cuts(text: str) -> Iterator[_Cut]:
    start, end = 0, len(text)
    greeted = _GREETED.match(text) if text[0] in "[@* \n" else None
    if greeted and _HAS_WORDS.search(text, greeted.end()):
        start = greeted.end()
        yield 0, start, Kind.MENTION
    if "#" in text:
        near = max(start, len(text) - _LONGEST_TAGS)
        tags = _HASHTAGS.search(text[near:])
        if tags and _HAS_WORDS.search(text, start, near + tags.start()):
            end = near + tags.start()
            yield end, len(text), Kind.HASHTAGS
    yield from _links(text)
    if "\n" in text:
        for cut in _lines(text, start, end):
            if cut[1] >= end:
                end = min(end, cut[0])
            yield cut
    yield from _ending(text, start, end)


def _links(text: str) -> Iterator[_Cut]:
    if "://" in text or "/" in text or "www." in text:
        for found in _URL.finditer(text):
            yield (
                found.start(),
                found.end() - len(found[0]) + len(found[0].rstrip(").,;!?»")),
                Kind.LINK,
            )
    if "[" in text:
        for found in _ATTACHED.finditer(text):
            yield *found.span(), Kind.ATTACHED


def _lines(text: str, start: int, end: int) -> Iterator[_Cut]:
    """Quoted parts and their heads from above, tails and signatures from below."""
    lines = [found.span() for found in _LINE.finditer(text, start, end)]
    spoken = False
    for place, (first, last) in enumerate(lines):
        line = text[first:last]
        if _QUOTED.match(line):
            yield first, last, Kind.QUOTE
        elif _is_head(line):
            block = _block(text, lines, place + 1)
            if spoken and not block[1]:
                yield first, end, Kind.QUOTE
                end = first
                break
            yield first, block[0] or last, Kind.QUOTE
        elif _FIELD.fullmatch(line) and _in_head(text, lines, place):
            yield first, last, Kind.QUOTE
        elif not spoken and len(lines) > place + 1 and _NUMBERED.fullmatch(line):
            yield first, last, Kind.TAIL
        elif _DASHES.fullmatch(line) and spoken and end - last <= _LONGEST_SIGNATURE:
            yield first, end, Kind.SIGNATURE
            end = first
            break
        else:
            spoken = spoken or bool(_HAS_WORDS.search(line))
    yield from _from_below(text, [span for span in lines if span[1] <= end])


def _is_head(line: str) -> bool:
    found = _HEAD.match(line)
    if not found:
        return False
    return not found[0].rstrip().endswith(":") or bool(_WHEN_WHO.search(line))


def _in_head(text: str, lines: list[tuple[int, int]], place: int) -> bool:
    """«От: …» right after a head, or one of two such lines: alone it may be said."""
    near = lines[max(0, place - 2) : place] + lines[place + 1 : place + 2]
    return any(_is_head(text[a:b]) or _FIELD.fullmatch(text[a:b]) for a, b in near)


def _block(text: str, lines: list[tuple[int, int]], place: int) -> tuple[int, bool]:
    """Where the «>» lines after a head end, and whether anything is said after them."""
    end = 0
    while place < len(lines) and _QUOTED.match(text[slice(*lines[place])]):
        end = lines[place][1]
        place += 1
    return end, end > 0 and place < len(lines)


def _from_below(text: str, lines: list[tuple[int, int]]) -> Iterator[_Cut]:
    while len(lines) > 1:
        first, last = lines[-1]
        line = text[first:last]
        if (
            last - first <= _LONGEST_TAIL and _TAIL.match(line.lstrip(_BULLETS))
        ) or _NICKS.fullmatch(line):
            yield first, last, Kind.TAIL
        elif _DASHES.fullmatch(line):
            yield first, last, Kind.SIGNATURE
        elif not _HAS_WORDS.search(_URL.sub("", line)):
            yield first, last, Kind.TAIL
        elif _is_signature(line):
            yield first, last, Kind.SIGNATURE
        else:
            return
        lines.pop()


def _is_signature(line: str) -> bool:
    """A name, a telephone or «жители дома 5» on a line of its own; not «Семья замёрзла»."""
    if _PHONE_LINE.fullmatch(line):
        return True
    signed = _NAME_LINE.fullmatch(line) if len(line) <= 90 else None
    if not signed:
        return False
    found = [word.lower() for word in _LETTERS.findall(line)]
    if any(mark in grammar(word) for word in found for mark in _TELLING):
        return False
    return bool(signed["group"]) or any(_is_name(word) for word in found)


def _is_name(word: str) -> bool:
    return any(
        score > 0.2 and any(mark in tag for mark in ("Name", "Surn", "Patr"))
        for tag, score in readings(word.lower())[1]
    )


def _ending(text: str, start: int, end: int) -> Iterator[_Cut]:
    """What an app added on the last line, then «С уважением» with what follows."""
    own = text[start:end].rstrip()
    whole = len(own)
    for cut in reversed([found.end() for found in _SENTENCE_END.finditer(own)][-4:]):
        if len(own) - cut > _LONGEST_TAIL or not _TAIL.match(own[cut:].lstrip(_BULLETS)):
            break
        own = own[:cut].rstrip()
    if len(own) < whole:
        yield start + len(own), end, Kind.TAIL
    low = own.lower()
    if any(word in low for word in _REGARDING):
        yield from _regards(own, start)


def _regards(own: str, start: int) -> Iterator[_Cut]:
    for found in _REGARDS.finditer(own):
        after = _POSTSCRIPT.search(own, found.end())
        stop = after.start() if after else len(own)
        if stop - found.end() <= _LONGEST_SIGNATURE:
            if _HAS_WORDS.search(own, 0, found.start()):
                yield start + found.start(), start + stop, Kind.SIGNATURE
            return


def _merged(cuts: Iterator[_Cut]) -> list[_Cut]:
    """In their order, none over another; of two that meet the earlier begins, the later is cut."""
    kept: list[_Cut] = []
    for start, end, kind in sorted(cuts):
        start = max(start, kept[-1][1]) if kept else start
        if start < end:
            kept.append((start, end, kind))
    return kept
