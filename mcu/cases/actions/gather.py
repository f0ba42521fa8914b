"""The lead makes one draft of the parts of the co-executors."""

from collections.abc import Mapping
from datetime import datetime

from mcu.cases.actions.answer import next_version, replaced, running_draft
from mcu.cases.actions.step import MOST_TEXT, Step, step
from mcu.cases.models import Answer, AnswerPart, Case, JoinedPart, PartVersion
from mcu.cases.rules.answer_parts import Heading, PartState, Piece, in_order, joined
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor


def gather(
    *,
    case: Case,
    places: Mapping[int, int | None],
    by: Actor,
    heading: str = Heading.NONE,
    instead: bool = False,
    now: datetime | None = None,
) -> Answer:
    """The parts at these places become the next version of the draft, after what is written in it,
    or instead of that; the former version and every version of every part stay."""
    with step(Verb.GATHER, case, by=by, now=now) as work:
        order = in_order(
            places
        )  # after the right: whoever may not gather is told so, not what is missing
        versions = _given(work, order)
        running = running_draft(work.case)
        before = "" if instead or running is None else running.text
        text = joined(before, [_piece(version) for version in versions], heading)
        if len(text) > MOST_TEXT:
            raise RuleViolation(
                f"Вместе получается {len(text)} знаков, а ответ не длиннее {MOST_TEXT}. "
                "Верните длинные части или соедините не все."
            )
        answer = next_version(work, text)
        replaced(running)
        answer.save()
        _keep(answer, versions)
        work.extra |= {
            "answer": answer.number,
            "parts": [version.part_id for version in versions],
            "asked": ", ".join(str(version.part.body) for version in versions),
        }
    return answer


def _given(work: Step, order: list[int]) -> list[PartVersion]:
    """The last version of each part in this order; all of them must have been sent."""
    parts = {
        part.pk: part for part in work.case.answer_parts.select_for_update().filter(pk__in=order)
    }
    if set(order) - parts.keys() or any(p.state != PartState.GIVEN for p in parts.values()):
        raise RuleViolation(
            "Соединяют присланные части, а одна из них изменилась. Обновите страницу."
        )
    last: dict[int, PartVersion] = {}
    for version in PartVersion.objects.filter(part__in=order).select_related("part__body"):
        last[version.part_id] = version
    return [last[key] for key in order]


def _keep(answer: Answer, versions: list[PartVersion]) -> None:
    JoinedPart.objects.bulk_create(
        JoinedPart(answer=answer, version=version, order=number)
        for number, version in enumerate(versions, 1)
    )
    keys = [version.part_id for version in versions]
    AnswerPart.objects.filter(pk__in=keys).update(state=PartState.JOINED)


def _piece(version: PartVersion) -> Piece:
    part = version.part
    return Piece(part.body.name, part.about, version.text)
