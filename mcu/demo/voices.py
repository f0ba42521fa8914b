"""A stream of messages from the invented town: half a year of life, the same for the same seed.

`stream` is the only thing that others need. What it yields is in the order of arrival.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from mcu.demo.authors import SOCIAL, Author, author, named
from mcu.demo.compose import Draft, compose, tone_of
from mcu.demo.phrasing import LEXICON, Scene
from mcu.demo.places import CENTRE, Place, Speaker
from mcu.demo.plan import Item, plan
from mcu.demo.scenarios import SCENARIOS, Scenario
from mcu.demo.stories import burst_text, letter_text
from mcu.demo.town import COMMUNITIES

SYSTEMS = {"pos": "pos"} | dict.fromkeys(sorted(SOCIAL), "incident")
# 59-ФЗ: paper and personal reception are appeals; all the rest here are messages.
APPEALS = frozenset({"letter", "reception"})
TRIES = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """One message of a resident, with what the demonstration knows about it.

    Place fields hold only what the text says; `slip` marks a misspelled or misnamed street, and then
    `street` is the right one. `duplicate_of` is the index of the first message about the same trouble.
    `kind` is complaint, question, proposal or statement; an appeal is never a question.
    `questions` are the questions and requests as they were meant, before the hand spoiled them.
    """

    index: int
    received_at: datetime
    channel: str
    system: str
    regime: str
    kind: str
    scenario: str
    topic_code: str
    body: str
    text: str
    tone: str
    author: Author
    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""
    slip: bool = False
    duplicate_of: int | None = None
    second: str = ""
    questions: tuple[str, ...] = ()
    urgent: bool = False
    fast_track: bool = False
    collective: int = 0
    photos: int = 0
    community: str = ""
    source_url: str = ""
    story: str = ""
    phase: str = ""


@dataclass(slots=True)
class Words:
    """What has been said so far: whole texts, and phrases by trouble."""

    seen: set[str] = field(default_factory=set)
    of_trouble: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))


def stream(seed: int, *, start: date, days: int, total: int) -> Iterator[Voice]:
    """`total` messages of `days` days from `start`, in order of arrival, the same for the same seed."""
    rng = random.Random(f"voices {seed}")  # noqa: S311 -- a repeatable story, not a secret
    words = Words()
    firsts: dict[int, int] = {}
    for index, item in enumerate(plan(rng, start=start, days=days, total=total)):
        first = firsts.setdefault(item.trouble, index)
        writer = item.author_gender or rng.choice("ffmfm")
        yield _voice(index, item, None if first == index else first, writer, words, rng)


def _voice(
    index: int, item: Item, first: int | None, gender: str, words: Words, rng: random.Random
) -> Voice:
    scenario = SCENARIOS[item.scenario]
    writer = author(item.channel, gender, rng)
    if item.letter is not None:
        writer = named(writer, item.letter.name)
    draft, text = _text(item, scenario, writer, words, rng)
    words.seen.add(text)
    told = draft.scene.speaker.told
    place, mark = item.place, draft.scene.speaker
    community, url = _source(item.channel, rng)
    return Voice(
        index=index,
        received_at=item.moment,
        channel=item.channel,
        system=SYSTEMS.get(item.channel, "own"),
        regime="appeal" if item.channel in APPEALS else "message",
        kind=_kind(item, scenario),
        scenario=item.scenario,
        topic_code=scenario.topic,
        body=scenario.body,
        text=text,
        tone=draft.tone,
        author=writer,
        settlement=_settlement(place, told),
        street=place.street.name if place.street and "street" in told else "",
        house=place.house if "house" in told else "",
        landmark=mark.mark().name if "landmark" in told else "",
        slip=mark.slip,
        duplicate_of=first,
        second=draft.second.code if draft.second else "",
        questions=tuple(draft.questions),
        urgent=scenario.urgent and draft.tone != "thanks",
        fast_track=item.channel == "pos" and rng.random() < 0.3,
        collective=_collective(item, rng),
        photos=_photos(item.channel, text, rng),
        community=community,
        source_url=url,
        story=item.story,
        phase=item.phase,
    )


def _text(
    item: Item, scenario: Scenario, writer: Author, words: Words, rng: random.Random
) -> tuple[Draft, str]:
    """Words that nobody in this stream has used yet, as far as a few tries allow."""
    tone = "thanks" if item.thanks else tone_of(scenario, item.channel, rng)
    second = SCENARIOS[item.second] if item.second else None
    for _ in range(TRIES):
        speaker = Speaker(item.place, rng, slip=item.slip)
        scene = Scene(speaker, rng, gender=writer.gender, given=_clock(item.moment, rng))
        heard = words.of_trouble[item.trouble]
        draft = Draft(scenario, scene, writer, item.moment, tone, rng, second, heard)
        if item.letter is not None:
            return draft, letter_text(item.letter, draft)
        text = burst_text(item, draft) if item.phase else compose(draft, item.channel)
        if text not in words.seen:
            break
    return draft, text


def _clock(moment: datetime, rng: random.Random) -> dict[str, str]:
    """The departure of a bus that a message speaks of: one that should have been before it."""
    times = LEXICON["times"]["hhmm"]
    past = [hhmm for hhmm in times if time.fromisoformat(hhmm.zfill(5)) < moment.time()]
    return {"hhmm": rng.choice(past or times)}


def _collective(item: Item, rng: random.Random) -> int:
    if item.letter is not None:
        return item.letter.collective
    many = item.channel in {"letter", "pos"} and rng.random() < 0.06
    return rng.randint(9, 140) if many else 0


def _kind(item: Item, scenario: Scenario) -> str:
    """59-ФЗ knows proposals, statements and complaints; a question on paper is a statement."""
    asked = scenario.kind == "question" and item.channel in APPEALS
    return "statement" if item.thanks or asked else scenario.kind


def _settlement(place: Place, told: set[str]) -> str:
    """A village has to be named; a street without a village is understood as the town's."""
    known = "settlement" in told or (told and place.settlement is CENTRE)
    return place.settlement.name if known else ""


def _photos(channel: str, text: str, rng: random.Random) -> int:
    """How many pictures came along; a text that speaks of them has at least one."""
    if channel in {"phone", "reception"}:
        return 0
    spoken_of = "фото" in text.lower()
    return rng.choice((1, 2, 3)) if spoken_of else rng.choice((0, 0, 0, 1, 1, 2))


def _source(channel: str, rng: random.Random) -> tuple[str, str]:
    """The open community and the address of the post (never of a comment)."""
    known = [community for community in COMMUNITIES if community.channel == channel]
    if not known:
        return "", ""
    chosen = rng.choice(known)
    return chosen.name, f"{chosen.address}/post{rng.randint(1000, 99999)}"
