"""A proposal to work better is accepted as a task or a point of a road map, or refused."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.coordination.actions.paper import about, clean
from mcu.coordination.actions.road_maps import add_point
from mcu.coordination.models import RoadMap
from mcu.core import journal
from mcu.insight.actions.alarms import Order
from mcu.insight.models import Improvement
from mcu.insight.queries.weak import Proposal
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.actions.life import What, set_task


@transaction.atomic
def accept(
    *, place: Municipality, proposal: Proposal, period: Period, order: Order, by: Actor,
    road_map: RoadMap | None = None, now: datetime | None = None,
) -> Improvement:  # fmt: skip
    """Kept with the figure it rests on; done as a task, or as a point of the road map."""
    row = _decided(place, proposal, period, Improvement.State.ACCEPTED, by, now)
    if road_map:
        point = add_point(
            road_map=road_map, what=order.what, due=order.due, by=by, body=order.body,
            person=order.person, effect=f"{row}: сейчас {row.figure}"[:500], now=now,
        )  # fmt: skip
        row.road_map, row.task = road_map, point.task
    else:
        what = What(
            title=order.what, kind="measure", body=order.body, executor=order.person,
            until=order.due, text=f"{row}: {row.figure}.",
        )  # fmt: skip
        row.task = set_task(
            municipality=place, what=what, by=by, about=about(row, reverse("insight:weak")), now=now
        )
    row.save()
    _journal("improvement.accept", row, by, now)
    return row


@transaction.atomic
def refuse(
    *, place: Municipality, proposal: Proposal, period: Period, reason: str, by: Actor,
    now: datetime | None = None,
) -> Improvement:  # fmt: skip
    row = _decided(place, proposal, period, Improvement.State.REFUSED, by, now)
    row.reason = clean(reason, "Напишите, почему предложение отклонено.", 500)
    row.save()
    _journal("improvement.refuse", row, by, now)
    return row


def _decided(
    place: Municipality,
    proposal: Proposal,
    period: Period,
    state: str,
    by: Actor,
    now: datetime | None,
) -> Improvement:
    require(by, Permission.COORDINATION)
    return Improvement.objects.create(
        municipality=place, weakness=proposal.weakness, body=proposal.body,
        figure=proposal.weak.figure[:300], since=period.since, until=period.until, state=state,
        decided_at=now or timezone.now(), decided_by_name=by.name[:200],
    )  # fmt: skip


def _journal(code: str, row: Improvement, by: Actor, now: datetime | None) -> None:
    after = {"name": str(row)}
    journal.write(code, by=by, municipality_id=row.municipality_id, of=row, after=after, at=now)
