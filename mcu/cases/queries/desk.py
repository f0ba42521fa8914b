"""What the operator is shown while a message is being written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mcu.cases.models import (
    Addressee,
    Appeal,
    ApplicantKey,
    Case,
    Paper,
    Problem,
    ProblemCase,
)
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.problem_likes import likes_of
from mcu.cases.rules.desk import worth_looking
from mcu.cases.rules.lookup import digest_input
from mcu.cases.rules.placing import PlaceWords
from mcu.cases.rules.problem.likeness import Likeness
from mcu.cases.rules.workflow import FINISHED
from mcu.core import vault
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor
from mcu.places.models import KnownPlace
from mcu.text.mask import mask

OFFERED = 400
MOST = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """Something like the message being typed, to be joined to by one key."""

    value: str
    title: str
    words: str
    state: str
    size: int
    like: Likeness


def likes_of_draft(
    actor: Actor, municipality: Municipality, text: str, place: PlaceWords, now: datetime
) -> list[Offered]:
    """Open problems and messages like one that is only being typed; nothing is kept of it."""
    if not worth_looking(text, place.title):
        return []
    draft = Case(municipality=municipality, text=mask(text), received_at=now, **place._asdict())
    likes = likes_of(actor, draft)
    found = [
        Offered(
            f"problem-{each.problem.pk}", str(each.problem), each.problem.title,
            each.problem.get_state_display(), each.problem.size, each.like,
        )
        for each in likes.problems
    ]  # fmt: skip
    return found + [
        Offered(
            f"case-{each.case.pk}", f"Сообщение {each.case}", each.case.text,
            each.case.get_state_display(), 0, each.like,
        )
        for each in likes.cases
        if each.case.is_open
    ]  # fmt: skip


def open_of_number(actor: Actor, number: str, scope: str) -> list[Case]:
    """Open cases that the number was left for, of one scope, which the actor sees; the newest first."""
    value = vault.blind(digest_input(actor.municipality_id or 0, scope, "phone", number))
    left = ApplicantKey.objects.filter(
        value=value, case__municipality_id=actor.municipality_id, case__applicant__erased_at=None
    )
    rows = cases_for(actor).filter(pk__in=left.values("case")).exclude(state__in=sorted(FINISHED))
    return list(rows.select_related("topic", "body").order_by("-received_at")[:MOST])


def place_hints(actor: Actor) -> dict[str, Iterable[Any]]:
    """Names of settlements and streets for the fields of the place; one query."""
    known = KnownPlace.objects.filter(
        municipality_id=actor.municipality_id, kind__in=["settlement", "street"]
    )
    rows = list(known.order_by("name").values_list("kind", "type", "name", "settlement")[:OFFERED])
    streets = [
        (f"{type_} {name}".strip(), of) for kind, type_, name, of in rows if kind == "street"
    ]
    return {
        "settlements": [name for kind, _, name, _ in rows if kind == "settlement"],
        "streets": streets,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """What was registered a moment ago: what the operator says into the telephone or writes on the sheet."""

    case: Case
    appeal: Appeal | None
    paper: Paper | None
    problem: Problem | None
    addressees: list[Body]


def taken(case: Case) -> Taken:
    """Everything a registration card and its banner say; nothing of who wrote."""
    appeal = Appeal.objects.filter(case=case).select_related("about_body").first()
    paper = Paper.objects.filter(case=case).first()
    link = ProblemCase.objects.filter(case=case, left_at=None).select_related("problem").first()
    addressed = Addressee.objects.filter(case=case).select_related("body")
    return Taken(
        case, appeal, paper, link.problem if link else None, [row.body for row in addressed],
    )  # fmt: skip
