"""What the staff of the invented town write: answers, returns, notes, questions to blocks and replies.

Everything takes a `random.Random`, so that the same seed tells the same story.
"""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from mcu.demo.authors import SOCIAL
from mcu.demo.phrasing import SLOT, Dates, Scene, dates
from mcu.demo.places import CENTRE, Place, Speaker, find_street, landmarks_of
from mcu.demo.scenarios import SCENARIOS
from mcu.demo.stories import BURST
from mcu.demo.town import CAST, CONTACTS, SETTLEMENTS, Member, data
from mcu.demo.voices import Voice

STAFF: Mapping[str, Any] = data("staff")
FAULTS: tuple[str, ...] = tuple(STAFF["returns"])
# Which part of an address each slot of place needs.
NEEDS = {
    "on": "street",
    "along": "street",
    "of": "street",
    "cross": "street",
    "street_acc": "street",
    "at": "somewhere",
    "near": "landmark",
    "where_lm": "landmark",
    "lm": "landmark",
    "lm_cap": "landmark",
    "lm_gen": "landmark",
    "yard": "house",
    "in_house": "house",
    "of_house": "house",
    "h": "house",
}
# A date after these words cannot give way to «в ближайшее время».
AWKWARD = re.compile(r"(\bс|—|срок|этап) \{due")
# Of a hundred answers most are good, some are what the checks are for.
QUALITY_SHARES = (76, 10, 8, 6)


class Quality(StrEnum):
    """What a draft is worth; the checks of answers have to find all but the first."""

    GOOD = "good"
    PARTIAL = "partial"
    VAGUE = "vague"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as drafted; `promised` is the day that a good answer names, None where it names none.

    `clarifies` is true where the answer only asks for the address: then the case stays open.
    """

    text: str
    quality: Quality
    promised: date | None = None
    clarifies: bool = False


class Official(Speaker):
    """An official speaks of an address exactly and the same way every time."""

    AT = ("{on}, {house}", "у дома {house} {on}")

    def at(self) -> str:
        return super().at() if self.place.street else self.near()

    def near(self) -> str:
        return f"у {self.mark().gen}" if self.place.landmark else self.here()

    def here(self) -> str:
        return self.on() if self.place.street else self.place.settlement.loc


def answer_for(voice: Voice, rng: random.Random) -> str:
    """An answer to the message, mostly a good one."""
    return reply_to(voice, rng).text


def reply_to(
    voice: Voice, rng: random.Random, *, on: date | None = None, quality: Quality | None = None
) -> Reply:
    """The answer of the day `on` (by default a day or two after the message)."""
    day = on or voice.received_at.date() + timedelta(days=rng.randint(0, 2))
    if quality is None:
        quality = rng.choices(list(Quality), weights=QUALITY_SHARES)[0]
    if voice.tone == "thanks":
        quality = Quality.GOOD
    if quality is Quality.POOR:
        return Reply(rng.choice(STAFF["poor"]["lines"]), quality)
    when = dates(voice.received_at.date(), day, rng)
    undated = [p for p in _phrases(voice) if "{due" in p and not AWKWARD.search(p)]
    if quality is Quality.VAGUE and undated:
        scene = _scene(voice, when, rng, vague=True)
        return Reply(f"{_greeting(voice, rng)} {scene.pick(undated)}", quality)
    scene = _scene(voice, when, rng)
    phrases = _phrases(voice)
    phrase = rng.choice(phrases or STAFF["frames"]["clarify"])
    core, promised = scene.say(phrase), _promised(phrase, when) if phrases else None
    if quality is Quality.PARTIAL and (voice.second or len(voice.questions) > 1):
        return Reply(_framed(voice, core, scene, rng), quality, promised, not phrases)
    if voice.second:
        core = _with_second(core, voice, when, rng)
    return Reply(_framed(voice, core, scene, rng), Quality.GOOD, promised, not phrases)


def return_reason(rng: random.Random, fault: str | None = None) -> tuple[str, str]:
    """(fault, words): why a draft goes back. Faults are `FAULTS`; KeyError for another."""
    fault = fault or rng.choice(FAULTS)
    return fault, str(rng.choice(STAFF["returns"][fault]))


def misrouted(voice: Voice, rng: random.Random) -> str:
    """«Not ours»: why a body gives the case back."""
    return _say(voice, "misrouted", rng)


def staff_note(voice: Voice, rng: random.Random) -> str:
    """A note that a colleague leaves in the case."""
    return _say(voice, "note", rng)


def block_question(voice: Voice, rng: random.Random) -> str:
    """What is asked of a block, to be answered in working hours."""
    return _say(voice, "question", rng)


def block_reply(
    voice: Voice, rng: random.Random, *, on: date | None = None, late: bool = False
) -> str:
    """What the block says; a late one begins with an apology."""
    text = _say(voice, "reply", rng, on=on)
    if not late:
        return text
    scene = Scene(Speaker(Place(), rng), rng, gender=rng.choice("fm"))
    return f"{scene.pick(STAFF['late']['lines'])} {text}"


def reaction(mark: int, rng: random.Random) -> str:
    """What a resident adds to a mark from 1 to 5; often nothing."""
    if rng.random() < 0.45:
        return ""
    kind = "good" if mark >= 4 else "middling" if mark == 3 else "bad"
    scene = Scene(Speaker(Place(), rng), rng, gender=rng.choice("fm"))
    return scene.pick(STAFF["reactions"][kind])


def approver_of(body: str) -> Member:
    """Who signs for a body; LookupError when nobody of the cast does."""
    for member in CAST:
        if any(duty.role == "approver" and duty.body == body for duty in member.duties):
            return member
    raise LookupError(f"nobody approves for {body}")


def _place(voice: Voice) -> Place:
    settlement = next((s for s in SETTLEMENTS if s.name == voice.settlement), CENTRE)
    marks = [mark for mark in landmarks_of(settlement.code) if mark.name == voice.landmark]
    street = find_street(settlement.code, voice.street) if voice.street else None
    return Place(settlement, street, voice.house, marks[0] if marks else None)


def _scene(voice: Voice, when: Dates, rng: random.Random, *, vague: bool = False) -> Scene:
    given = when.slots() | {"contact": CONTACTS[voice.body]}
    if vague:
        given |= dict.fromkeys(("due", "due_at"), "в ближайшее время")
    return Scene(Official(_place(voice), rng), rng, gender=rng.choice("fm"), given=given)


def _say(voice: Voice, kind: str, rng: random.Random, *, on: date | None = None) -> str:
    day = on or voice.received_at.date()
    scene = _scene(voice, dates(voice.received_at.date(), day, rng), rng)
    return scene.say(rng.choice(_sayable(_fitting(kind, voice), scene.speaker.place)))


def _fitting(kind: str, voice: Voice) -> list[str]:
    """The lines of a kind for the group of topics of the message, then those for any."""
    group = voice.topic_code.split(".")[0]
    return [row["text"] for row in STAFF[kind] if not row.get("groups") or group in row["groups"]]


def _sayable(lines: Iterable[str], place: Place) -> list[str]:
    """The lines whose slots of place can be filled with what is known."""
    known = {
        "street": place.street is not None,
        "house": bool(place.house and place.street),
        "landmark": place.landmark is not None,
        "somewhere": place.street is not None or place.landmark is not None,
        "": True,
    }
    return [
        line for line in lines if all(known[NEEDS.get(slot, "")] for slot in SLOT.findall(line))
    ]


def _phrases(voice: Voice) -> list[str]:
    """What can be said about the matter; nothing where the place is needed and is not known."""
    if voice.tone == "thanks":
        return list(STAFF["frames"]["thanks"])
    if voice.story == "burst" and voice.phase:
        return [BURST["answers"][voice.phase]]
    return _sayable(SCENARIOS[voice.scenario].answers, _place(voice))


def _promised(phrase: str, when: Dates) -> date | None:
    if "{due}" in phrase:
        return when.due
    return when.begin if "{due_at}" in phrase else None


def _greeting(voice: Voice, rng: random.Random) -> str:
    """By name where the channel shows a name; a nickname is not spoken to."""
    person = voice.author
    if person.full_name or person.name.startswith(person.first_name):
        lines = STAFF["greetings"]["named" if person.gender == "f" else "named_m"]
        if not person.full_name:
            lines = [line for line in lines if not line.startswith("Уважаем")]
        return str(rng.choice(lines)).format(name=person.first_name)
    return str(rng.choice(STAFF["greetings"]["unnamed"]))


def _framed(voice: Voice, core: str, scene: Scene, rng: random.Random) -> str:
    greeting = _greeting(voice, rng)
    if voice.tone == "thanks":
        return f"{greeting} {core}"
    frames = STAFF["frames"]
    contact = scene.pick(frames["contact"])
    if voice.regime == "appeal":
        member = approver_of(voice.body)
        top = frames["letter_top"].replace("{greet}", greeting)
        tail = frames["letter_tail"].replace("{post}", f"{member.position}\n{initials(member)}")
        return f"{top}\n\n{core}\n\n{contact}\n\n{tail}"
    upset = voice.tone in {"angry", "pleading"} and rng.random() < 0.45
    parts = [greeting, scene.pick(frames["regret"]) if upset else "", core]
    if voice.channel not in SOCIAL or rng.random() < 0.75:
        parts.append(contact)
    follow = scene.pick(_fitting("follow", voice))
    if rng.random() < 0.7 and follow.split()[0] not in core:
        parts.append(follow)
    return " ".join(part for part in parts if part)


def _with_second(core: str, voice: Voice, when: Dates, rng: random.Random) -> str:
    scene = _scene(voice, when, rng)
    fitting = _sayable(SCENARIOS[voice.second].answers, scene.speaker.place)
    if not fitting:
        return core
    also = scene.say(rng.choice(fitting))
    return f"{core} {rng.choice(STAFF['frames']['second'])}".replace("{text}", also)


def initials(member: Member) -> str:
    """«Полозова М. А.»."""
    last, first, father = member.full_name.split()
    return f"{last} {first[0]}. {father[0]}."
