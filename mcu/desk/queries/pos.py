"""«ПОС» at a glance: its three modules, each with what is to be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from mcu.cases.queries import cases_for
from mcu.cases.rules.words import System
from mcu.cases.rules.workflow import FINISHED
from mcu.intake.models import ImportRun
from mcu.media.queries import LACKING, pages
from mcu.org.rules.roles import Actor
from mcu.polls.queries import polls, state_counts

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Messages:
    """The module «Сообщения»: what came in thirty days, what is open, what is late."""

    lately: int
    open: int
    late: int
    since: datetime
    taken: ImportRun | None


def messages_of(actor: Actor, now: datetime) -> Messages:
    """Two queries."""
    since, open_ = now - LATELY, ~Q(state__in=FINISHED)
    counts = cases_for(actor).filter(system=System.POS).order_by().aggregate(
        lately=Count("pk", filter=Q(received_at__gte=since)),
        open=Count("pk", filter=open_),
        late=Count("pk", filter=open_ & Q(due_at__lt=now)),
    )  # fmt: skip
    runs = ImportRun.objects.filter(
        municipality_id=actor.municipality_id, system=System.POS, state=ImportRun.State.DONE
    )
    return Messages(**counts, since=since, taken=runs.order_by("-finished_at").first())


def votes_of(actor: Actor, now: datetime) -> dict[str, int]:
    """The module «Голосования»: how many stand in each state."""
    return state_counts(polls(actor), timezone.localdate(now))


def pages_of(actor: Actor) -> dict[str, int]:
    """The module «Госпаблик»: pages kept, and those that lack something."""
    rows = pages(actor).filter(active=True).order_by()
    return rows.aggregate(all=Count("pk"), lacking=Count("pk", filter=LACKING))
