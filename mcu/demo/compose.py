"""The text of one message: which sentences, in which order, for which channel."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mcu.demo.authors import SOCIAL, Author
from mcu.demo.handwriting import Hand, casual, formal, write
from mcu.demo.phrasing import LEXICON, Scene, in_season
from mcu.demo.places import CENTRE, Place, Speaker, house_number, streets_of
from mcu.demo.scenarios import Scenario
from mcu.demo.stories import heading

MOODS: Mapping[str, list[str]] = {row["tone"]: row["lines"] for row in LEXICON["mood"]}
TONES = ("angry", "pleading", "sarcastic", "calm")
# Shares of these tones, in a feed (True) and elsewhere (False).
COMPLAINT_TONES = {True: (34, 18, 20, 28), False: (20, 26, 4, 50)}
QUIET_TONES = {True: (12, 20, 10, 58), False: (4, 20, 2, 74)}
JOINTS = ("И ещё.", "Второй вопрос.", "Заодно спрошу.", "И вот ещё что.", "Пользуясь случаем.")
CALL_TAILS = (
    "Просит перезвонить.",
    "Телефон для связи оставлен.",
    "Просит сообщить о принятых мерах.",
    "Заявитель взволнован, говорит, что звонит не первый раз.",
    "Ждёт ответа сегодня.",
    "",
    "",
)


@dataclass(slots=True)
class Draft:
    """What has been put together: sentences, and the questions among them.

    `heard` are the phrases that others have used about the same trouble: one tells it in other words.
    """

    scenario: Scenario
    scene: Scene
    author: Author
    received: datetime
    tone: str
    rng: random.Random
    second: Scenario | None = None
    heard: set[str] = field(default_factory=set)
    questions: list[str] = field(default_factory=list)

    def now(self, phrases: Sequence[str]) -> list[str]:
        """The phrases that fit the month."""
        return in_season(phrases, self.received.month)

    def fresh(self, phrases: Sequence[str]) -> str:
        """One of the phrases, of those not heard yet while there are any."""
        known = self.now(phrases)
        phrase = self.rng.choice([p for p in known if p not in self.heard] or known)
        self.heard.add(phrase)
        return self.scene.say(phrase)

    def says(self) -> str:
        return self.fresh(self.scenario.says)

    def adds(self, *counts: int) -> list[str]:
        """So many details; one of the counts is drawn."""
        lines = self.now(self.scenario.adds)
        chosen = self.rng.sample(lines, min(self.rng.choice(counts), len(lines)))
        return [self.scene.say(line) for line in chosen]

    def asks(self, *counts: int) -> list[str]:
        """So many questions and requests; one of the counts is drawn."""
        lines = self.now(self.scenario.asks)
        chosen = self.rng.sample(lines, min(self.rng.choice(counts), len(lines)))
        said = [self.scene.say(line) for line in chosen]
        self.questions += said
        return said

    def mood(self, share: float) -> list[str]:
        return [self.scene.pick(MOODS[self.tone])] if self.rng.random() < share else []

    def history(self, share: float) -> list[str]:
        complaint = self.scenario.kind == "complaint" and self.rng.random() < share
        return [self.scene.pick(LEXICON["history"]["lines"])] if complaint else []

    def opening(self, kind: str, share: float) -> list[str]:
        lines = LEXICON["openings"][kind]
        return [self.rng.choice(lines)] if self.rng.random() < share else []

    def another(self) -> list[str]:
        """The second trouble of the same message, where there is one."""
        if self.second is None:
            return []
        ask = self.scene.pick(self.now(self.second.asks))
        self.questions.append(ask)
        says = self.scene.pick(self.now(self.second.says))
        return [self.rng.choice(JOINTS), says, ask]


def tone_of(scenario: Scenario, channel: str, rng: random.Random) -> str:
    """A complaint in a feed is angrier than a letter; a question is calmer than both."""
    table = COMPLAINT_TONES if scenario.kind == "complaint" else QUIET_TONES
    return rng.choices(TONES, weights=table[channel in SOCIAL])[0]


def compose(draft: Draft, channel: str) -> str:
    """The text as it arrives through the channel, written by its author's hand."""
    by_desk = {"phone": _call, "letter": _letter, "reception": _card}
    if draft.tone == "thanks":
        text = _joined([draft.scene.pick(draft.scenario.thanks), *draft.mood(0.4)])
    elif channel in by_desk:
        return by_desk[channel](draft)
    elif channel in SOCIAL:
        text = _comment(draft)
    else:
        text = _form(draft, channel)
    return write(text, _hand(draft, channel), draft.rng)


def _hand(draft: Draft, channel: str) -> Hand:
    faces = LEXICON["emoji"][draft.tone]
    return casual(draft.rng, draft.tone, faces) if channel in SOCIAL else formal(draft.rng)


def _joined(parts: Sequence[str]) -> str:
    """Sentences one after another; a jotted one gets its full stop when something follows."""
    *others, last = parts
    ended = [f"{part}." if part[-1].isalnum() or part[-1] == "»" else part for part in others]
    return " ".join([*ended, last])


def _comment(draft: Draft) -> str:
    size = draft.rng.random()
    if size < 0.34 and not draft.second:
        return _joined([draft.fresh(draft.scenario.short), *draft.mood(0.22)])
    if size < 0.9:
        kind = draft.rng.choice(("feed", "plain"))
        parts = [
            *draft.opening(kind, 0.25),
            draft.says(),
            *draft.adds(0, 1, 1),
            *draft.mood(0.3),
            *draft.asks(0, 1, 1),
        ]
    else:
        parts = [
            *draft.opening("feed", 0.5),
            draft.says(),
            *draft.adds(2),
            *draft.history(0.8),
            *draft.mood(0.9),
            *draft.asks(2),
        ]
    return _joined([*parts, *draft.another()])


def _form(draft: Draft, channel: str) -> str:
    """A message of the portal, of the site or of mail."""
    if channel == "pos" and draft.scenario.kind == "complaint" and draft.rng.random() < 0.07:
        return "\n\n".join(_long(draft, 3))
    text = _joined(
        [
            *draft.opening("plain", 0.75),
            draft.says(),
            *draft.adds(0, 1, 2),
            *draft.history(0.3),
            *draft.asks(1, 1, 2),
            *draft.another(),
            *draft.mood(0.45),
        ]
    )
    sign = f"\n\n{draft.author.full_name}\n{draft.author.phone}"
    return text + sign if channel == "mail" else text


def _long(draft: Draft, stories: int) -> list[str]:
    group = draft.scenario.topic.split(".")[0]
    fitting = [
        row["text"]
        for row in LEXICON["story"]
        if draft.scenario.kind == "complaint" and (not row["groups"] or group in row["groups"])
    ]
    chosen = draft.rng.sample(fitting, min(stories, len(fitting)))
    return [
        draft.scene.pick(LEXICON["long"]["intro"]),
        _joined([draft.says(), *draft.adds(2, 3)]),
        *(draft.scene.say(line) for line in chosen),
        _wishes(draft),
        _joined([*draft.another(), draft.scene.pick(LEXICON["long"]["outro"])]),
    ]


def _wishes(draft: Draft) -> str:
    asks = draft.asks(2, 3)
    questions = [ask.endswith("?") for ask in asks]
    head = "Вопросы и просьбы:"
    if all(questions):
        head = draft.rng.choice(("Прошу ответить:", "Мои вопросы:"))
    elif not any(questions):
        head = draft.rng.choice(("Просьбы такие:", "О чём прошу:"))
    return "\n".join([head, *(f"{number}. {ask}" for number, ask in enumerate(asks, 1))])


def _letter(draft: Draft) -> str:
    top = heading(draft.author.full_name, _home(draft))
    if draft.rng.random() < 0.6:
        top += f"\nтел. {draft.author.phone}"
    title = draft.rng.choice(("ЗАЯВЛЕНИЕ", "Обращение", "Уважаемый Виктор Ильич!"))
    if draft.scenario.kind == "complaint":
        title = draft.rng.choice((title, "ЖАЛОБА"))
    if draft.rng.random() < 0.4:
        parts = [draft.says(), *draft.adds(1, 2), *draft.history(0.4), *draft.asks(1, 2)]
        body = [_joined([*parts, *draft.another()])]
    else:
        body = _long(draft, draft.rng.choice((1, 3, 4, 5)))
    last, first, father = draft.author.full_name.split()
    sign = f"{draft.received:%d.%m.%Y}          {last} {first[0]}. {father[0]}."
    return "\n\n".join([top, title, *body, sign])


def _home(draft: Draft) -> str:
    """Where the author lives: mostly the very house, else anywhere in the town."""
    if draft.scene.speaker.place.house and draft.rng.random() < 0.8:
        return draft.scene.slot("addr")
    street = draft.rng.choice(streets_of(CENTRE.code))
    home = Place(CENTRE, street, house_number(street, draft.rng))
    return Speaker(home, draft.rng).addr()


def _call(draft: Draft) -> str:
    """What the operator wrote down."""
    lead = draft.rng.choice(("Звонок. ", "Звонок в ЕДДС. ", "Телефонное обращение. ", "", ""))
    parts = [draft.fresh(draft.scenario.notes)]
    if draft.rng.random() < 0.35:
        quote = draft.scene.pick(draft.now(draft.scenario.adds)).rstrip(".")
        parts.append(f"Со слов: «{quote}».")
    if draft.rng.random() < 0.5:
        parts.append(draft.rng.choice(CALL_TAILS))
    return (lead + " ".join(parts)).strip()


def _card(draft: Draft) -> str:
    who = "Обратилась жительница" if draft.author.gender == "f" else "Обратился житель"
    closing = (
        "Дан устный ответ с согласия заявителя.",
        "Принято письменное заявление, ответ будет направлен по почте.",
        "Разъяснён порядок, письменный ответ нужен.",
    )
    parts = [
        f"Личный приём. {who}, адрес: {_home(draft)}. Документ предъявлен.",
        f"Суть: {draft.says()}",
        *draft.adds(1),
        f"Вопросы и просьбы: {' '.join(draft.asks(2))}",
        draft.rng.choice(closing),
    ]
    return " ".join(parts)
