"""How long cases stayed in each state, read from the journal of their acts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Lead

from mcu.analytics.queries.kpi import period_moments
from mcu.analytics.rules.process import Stay
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Case
from mcu.cases.queries import matching
from mcu.cases.rules.feed import FeedFilter, Status
from mcu.cases.rules.workflow import FINISHED, State
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Actor, Permission

BEGINS = "case.register"


def stays(actor: Actor, base: FeedFilter, period: Period, now: datetime) -> list[Stay]:
    """Every stay of the cases received in the period; of an open case the last runs until now.

    Two queries. The body and the topic are those of the case today. What came by a file brings no
    acts with it and is not counted.
    """
    every = replace(base, status=Status.ALL)
    found = matching(actor, every, now, Permission.SUMMARY).order_by()
    chosen = found.filter(received_at__range=period_moments(period))
    named = {row.pk: row for row in _named(chosen)}
    turns = JournalEntry.objects.filter(
        Q(after__has_key="state") | Q(action=BEGINS),
        object_type=Case._meta.label_lower,
        object_id__in=chosen.values("pk"),
    )
    following = Window(Lead("at"), partition_by=F("object_id"), order_by=F("sequence").asc())
    rows = turns.annotate(state=KT("after__state"), until=following)
    return [
        Stay(key or 0, state or State.NEW, _hours(at, until or now), *_names(named[key]))
        for key, state, at, until in rows.values_list("object_id", "state", "at", "until")
        if key in named and (state or State.NEW) not in FINISHED
    ]


def _named(cases: Any) -> Any:
    return cases.select_related("body", "topic").only("pk", "body__name", "topic__name")


def _names(case: Case) -> tuple[str, str]:
    return case.body.name if case.body else "", case.topic.name if case.topic else ""


def _hours(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds() / 3600, 0.0)
