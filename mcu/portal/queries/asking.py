"""What is asked of a resident before sending: similar problems, the right place, what the topic wants."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mcu.cases.models import Topic
from mcu.cases.queries.classifier import classifier_for
from mcu.cases.queries.objects import Told, told_of
from mcu.cases.queries.suggesting import suggester_for
from mcu.portal.models import Question
from mcu.portal.queries.near import Near, near
from mcu.portal.queries.places import chosen, read_address, value_of
from mcu.portal.queries.town import Town, questions_by_topic
from mcu.portal.rules.pace import Verdict
from mcu.portal.rules.proof import is_done
from mcu.portal.rules.sending import Place
from mcu.territory.queries.layers import Close
from mcu.territory.rules.where import Where

SURE = 0.6
"""From here on the questions of a suggested topic are asked: of a wrong topic they annoy."""
TRAP = "Заполнено поле, которого люди не видят"
PACE = "С одного адреса пришло много сообщений за час"
NOTHING = Told(Where(), [])
NO_PROOF = "Браузер не прошёл проверку: нет скриптов или это программа"


@dataclass(frozen=True)
class Asked:
    """Nothing of it is a must but the questions marked so."""

    place: Place = Place()  # noqa: RUF009 -- frozen
    choices: tuple[tuple[str, str], ...] = ()
    topic: Topic | None = None
    questions: tuple[Question, ...] = ()
    near: tuple[Near, ...] = ()
    close: tuple[Close, ...] = ()
    outside: bool = False

    @property
    def worth(self) -> bool:
        """Whether it is worth one more look before sending."""
        return bool(self.near or self.choices or self.questions or self.close or self.outside)


def topics_of(town: Town) -> dict[str, Topic]:
    """Topics in force by code; the groups are among them."""
    return classifier_for(town.place.pk).by_code


def asked_of(
    town: Town,
    *,
    text: str,
    address: str,
    value: str,
    point: tuple[float, float] | None,
    topic: Topic | None,
    now: datetime,
    named: str = "",
    looks: bool = True,
) -> Asked:
    """A constant number of queries; without `looks` similar problems have been shown already."""
    read, choices = read_address(town.place.pk, address)
    told = told_of(town.place.pk, point, public=True) if point else NOTHING
    place = _placed(chosen(read, choices, value), point, told, named)
    asked = questions_by_topic(town.place.pk)
    guess = topic or (_guessed(town, text) if asked or looks else None)
    path = guess.path.split("/") if guess else []
    questions = [question for code in path for question in asked.get(code, ())]
    left = choices if value not in {value_of(each) for each in choices} else []
    return Asked(
        place=place,
        choices=tuple((value_of(each), each.title) for each in left),
        topic=topic,
        questions=tuple(questions),
        near=tuple(near(town, text, place, guess, now)) if looks else (),
        close=tuple(told.close),
        outside=told.where.outside,
    )


def _placed(place: Place, point: tuple[float, float] | None, told: Told, named: str) -> Place:
    """With the point, the settlement it lies in, and the object near it that was named."""
    known = next((each.object.pk for each in told.close if each.key == named), None)
    settlement = place.settlement or told.where.settlement
    return replace(place, point=point, object=known, settlement=settlement)


def why_held(town: Town, given: dict[str, Any], pace: Verdict) -> str:
    """Why a person of the centre has to look first; empty when nobody has to."""
    if given.get("website"):
        return TRAP
    if pace == Verdict.HELD:
        return PACE
    if town.setup.proof and not is_done(given["key"], given.get("proof", "")):
        return NO_PROOF
    return ""


def _guessed(town: Town, text: str) -> Topic | None:
    """What the program would say; only where it is sure."""
    found = suggester_for(town.place.pk).topics([text])[0]
    if not found or found[0].confidence < SURE:
        return None
    return topics_of(town).get(found[0].code)
