"""What stands now of topics, norms, routes and channels, in the words of a profile."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.shortcuts import get_object_or_404

from mcu.cases.models import (
    AppealSetup,
    ApprovalNeed,
    ApprovalStage,
    ChannelUse,
    CheckRule,
    FastRoute,
    LadderRung,
    Norm,
    Route,
    Rule,
    Topic,
)
from mcu.cases.rules.automation import Deed
from mcu.cases.rules.conditions import read, said
from mcu.cases.rules.conditions.profile import names_people
from mcu.cases.rules.profile import (
    APPROVALS,
    CHANNELS,
    CHECKS,
    FAST_ROUTES,
    LADDER,
    NORMS,
    ROUTES,
    RULES,
    STAGES,
    TOPICS,
    starter_classifier,
)
from mcu.cases.rules.words import Channel
from mcu.core.profile import Section, Trace
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor


def cases_now(place: Municipality) -> dict[str, Any]:
    """Every section of the cases; a constant number of queries."""
    channels = ChannelUse.objects.filter(municipality=place).order_by("id")
    now = {
        "topics": _topics(place),
        "norms": [_row(NORMS, norm) for norm in latest_norms(place)],
        "ladder": [_row(LADDER, row) for row in LadderRung.objects.filter(municipality=place)],
        "routes": _routes(place),
        "channels": [_row(CHANNELS, channel) for channel in channels],
        "fast_routes": _fast_routes(place),
        "rules": [rule_row(r) for r in Rule.objects.filter(municipality=place) if _is_told(r)],
        "approvals": [
            _row(APPROVALS, each)
            for each in ApprovalNeed.objects.filter(municipality=place).order_by("id")
        ],
        "approval_stages": [
            _row(STAGES, stage) for stage in ApprovalStage.objects.filter(municipality=place)
        ],
        "checks": [_row(CHECKS, row) for row in CheckRule.objects.filter(municipality=place)],
        "appeals": _appeals(place),
    }
    return {name: rows for name, rows in now.items() if rows}


def rule_row(rule: Rule) -> dict[str, Any]:
    """A rule as a profile would say it."""
    return _row(RULES, rule)


def fast_row(route: FastRoute) -> dict[str, Any]:
    """A fast route as a profile would say it."""
    row = _row(FAST_ROUTES, route, without=("steps",))
    row["entry"] = said(read(row["entry"]))
    row["steps"] = [
        {"body": step.body.code, "what": step.what, "value": step.value, "unit": step.unit}
        for step in route.steps.all()
    ]
    return row


def _fast_routes(place: Municipality) -> list[dict[str, Any]]:
    routes = FastRoute.objects.filter(municipality=place).prefetch_related("steps__body")
    told = (route for route in routes if not names_people(read(route.entry)))
    return [fast_row(route) for route in told]


def _is_told(rule: Rule) -> bool:
    """A profile names nobody: a rule about a person is no part of it."""
    people = any(act["do"] == Deed.EXECUTOR for act in rule.acts)
    return not (people or names_people(read(rule.condition)))


def _appeals(place: Municipality) -> dict[str, Any]:
    setup = AppealSetup.objects.filter(municipality=place).first()
    return {"number_format": setup.number_format} if setup else {}


def channels_in_use(municipality_id: int) -> list[tuple[str, str]]:
    """What may be chosen where a message is registered: everything that is not switched off."""
    off = set(
        ChannelUse.objects.filter(municipality_id=municipality_id, enabled=False).values_list(
            "code", flat=True
        )
    )
    return [(value, str(label)) for value, label in Channel.choices if value not in off]


def channel_use_for(actor: Actor, pk: int) -> ChannelUse:
    """A channel of the municipality with its switch, else Http404."""
    return get_object_or_404(ChannelUse, municipality_id=actor.municipality_id, pk=pk)


def latest_norms(place: Municipality) -> list[Norm]:
    """Of every norm the version that begins last: what was decided in the end."""
    rows = Norm.objects.filter(municipality=place).order_by("id")
    latest: dict[str, Norm] = {}
    for norm in rows:
        known = latest.get(norm.code)
        if known is None or _begins(norm) >= _begins(known):
            latest[norm.code] = norm
    return list(latest.values())


def route_key(route: Route) -> tuple[str, ...]:
    """What tells a route apart in a profile."""
    condition = said(read(route.condition))
    row = {"topic": route.topic.code, "settlement": route.settlement, "condition": condition}
    return ROUTES.key_of(row)


def _begins(norm: Norm) -> str:
    return norm.valid_from.isoformat() if norm.valid_from else ""


def _topics(place: Municipality) -> list[dict[str, Any]]:
    """One's own topics, and those of the starter set that were renamed."""
    starter = starter_classifier()
    names = {group.code: group.name for group in starter.groups}
    names |= {topic.code: topic.name for topic in starter.topics}
    found = Topic.objects.filter(municipality=place, until_version__isnull=True)
    rows = []
    for topic in found.select_related("parent").order_by("id"):
        if names.get(topic.code) != topic.name:
            row = _row(TOPICS, topic, without=("group",))
            rows.append(row | ({"group": topic.parent.code} if topic.parent else {}))
    return rows


def _routes(place: Municipality) -> list[dict[str, Any]]:
    routes = Route.objects.filter(municipality=place, topic__until_version__isnull=True)
    return [
        {
            name: value
            for name, value in (
                ("topic", route.topic.code),
                ("settlement", route.settlement),
                ("condition", said(read(route.condition))),
                ("body", route.body.code if route.body else ""),
                ("block", route.block.code if route.block else ""),
            )
            if value
        }
        for route in routes.select_related("topic", "body", "block").order_by("id")
    ]


def _row(section: Section, row: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Only what differs from the defaults."""
    values = {name: getattr(row, name) for name in section.defaults if name not in without}
    if "condition" in values:
        values["condition"] = said(read(values["condition"]))
    return {name: value for name, value in values.items() if value != section.defaults[name]}


CODED: tuple[tuple[str, type[Model]], ...] = (
    ("ladder", LadderRung), ("channels", ChannelUse), ("rules", Rule), ("fast_routes", FastRoute),
)  # fmt: skip


def cases_traces(
    place: Municipality, sections: Collection[str]
) -> dict[tuple[str, tuple[str, ...]], Trace]:
    """Which objects the journal speaks of; one query for each section asked about."""
    found = _norm_traces(place) if "norms" in sections else {}
    for section, model in CODED:
        if section in sections:
            rows = model._default_manager.filter(municipality=place).values_list("code", "pk")
            for code, pk in rows:
                found[section, (code,)] = Trace(model._meta.label_lower, (pk,), (pk,))
    if "approval_stages" in sections:
        for stage in ApprovalStage.objects.filter(municipality=place):
            key = STAGES.key_of(_row(STAGES, stage))
            found["approval_stages", key] = Trace("cases.approvalstage", (stage.pk,))
    if "routes" in sections or "topics" in sections:
        found |= _topic_traces(place)
    return found


def _norm_traces(place: Municipality) -> dict[tuple[str, tuple[str, ...]], Trace]:
    """A norm is journalled under each of its versions; the page is that of the last."""
    versions: dict[str, list[int]] = {}
    for code, pk in Norm.objects.filter(municipality=place).values_list("code", "pk"):
        versions.setdefault(code, []).append(pk)
    latest = {norm.code: norm.pk for norm in latest_norms(place)}
    return {
        ("norms", (code,)): Trace("cases.norm", tuple(keys), (latest[code],))
        for code, keys in versions.items()
    }


def _topic_traces(place: Municipality) -> dict[tuple[str, tuple[str, ...]], Trace]:
    """A route is journalled under its topic."""
    found: dict[tuple[str, tuple[str, ...]], Trace] = {}
    topics = Topic.objects.filter(municipality=place, until_version__isnull=True)
    for code, pk, replaces in topics.values_list("code", "pk", "replaces"):
        keys = (pk, replaces) if replaces else (pk,)
        found["topics", (code,)] = Trace("cases.topic", keys, (pk,))
    for route in Route.objects.filter(municipality=place).select_related("topic"):
        found["routes", route_key(route)] = Trace(
            "cases.topic", (route.topic_id,), (route.topic_id,)
        )
    return found
