"""The cases' sections of a profile are written down; what it no longer says is switched off."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mcu.cases.actions.ladder import load_ladder
from mcu.cases.actions.load_automation import (
    load_answering,
    load_fast_routes,
    load_numbers,
    load_rules,
)
from mcu.cases.actions.profile import load_classifier, load_norms_and_routes, next_version
from mcu.cases.models import ChannelUse, Norm, Route, Topic
from mcu.cases.queries.profile import latest_norms, route_key
from mcu.cases.rules.profile import CHANNELS, NORMS, TOPICS, read, rungs, starter_classifier
from mcu.core import journal
from mcu.core.profile.difference import Key
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

Rows = Sequence[Mapping[str, Any]]


@transaction.atomic
def apply_profile(
    *, place: Municipality, target: Mapping[str, Any], gone: Mapping[str, Sequence[Key]], by: Actor
) -> None:
    """Make the work with messages what `target` says; keys in `gone` are ended or switched off."""
    load_classifier(municipality=place, starter=starter_classifier())
    _topics(place, target.get("topics", ()))
    today = timezone.localdate()
    _norms(place, target.get("norms", ()), today)
    _end_norms(place, [key[0] for key in gone.get("norms", ())], today)
    load_ladder(
        place=place,
        rungs=rungs(target.get("ladder", ())),
        gone=[key[0] for key in gone.get("ladder", ())],
    )
    load_norms_and_routes(
        municipality=place, part=read({"routes": target.get("routes", ())}), by=by
    )
    _drop_routes(place, gone.get("routes", ()))
    _channels(place, target.get("channels", ()), gone.get("channels", ()))
    load_fast_routes(
        place=place, rows=target.get("fast_routes", ()), gone=gone.get("fast_routes", ()), by=by
    )
    load_rules(place=place, rows=target.get("rules", ()), gone=gone.get("rules", ()), by=by)
    load_answering(place=place, target=target, gone=gone)
    load_numbers(place=place, appeals=target.get("appeals", {}))


@transaction.atomic
def switch_channel(*, channel: ChannelUse, enabled: bool, by: Actor) -> ChannelUse:
    """On or off, whatever the act says of it."""
    require(by, Permission.ORGANISATION)
    if channel.enabled != enabled:
        ChannelUse.objects.filter(pk=channel.pk).update(enabled=enabled)
        journal.write(
            "channel.use",
            by=by,
            municipality_id=channel.municipality_id,
            of=channel,
            before={"enabled": channel.enabled},
            after={"enabled": enabled},
        )
        channel.enabled = enabled
    return channel


def _topics(place: Municipality, rows: Rows) -> None:
    """Topics of one's own, groups before what is in them; a new name makes a new version."""
    known = {
        topic.code: topic
        for topic in Topic.objects.filter(municipality=place, until_version__isnull=True)
    }
    for row in sorted(rows, key=lambda row: bool(row.get("group"))):
        values = {name: row.get(name, default) for name, default in TOPICS.defaults.items()}
        parent = known.get(values.pop("group") or "")
        topic = known.get(row["code"])
        if topic is None:
            known[row["code"]] = _new_topic(place, parent, values)
        elif any(getattr(topic, name) != value for name, value in values.items()):
            known[row["code"]] = _renamed(topic, values)


def _new_topic(place: Municipality, parent: Topic | None, values: dict[str, Any]) -> Topic:
    path = f"{parent.path}/{values['code']}" if parent else values["code"]
    version = next_version(place, f"Профиль: добавлена тема «{values['name']}»")
    return Topic.objects.create(
        municipality=place, parent=parent, path=path, since_version=version, **values
    )


def _renamed(topic: Topic, values: dict[str, Any]) -> Topic:
    """Cases keep the topic they were worked under; what leads to it leads to the successor."""
    version = next_version(topic.municipality, f"Профиль: изменена тема «{topic.name}»")
    old = topic.pk
    Topic.objects.filter(pk=old).update(until_version=version - 1)
    topic.pk, topic.replaces_id, topic.since_version = None, old, version
    for name, value in values.items():
        setattr(topic, name, value)
    topic._state.adding = True
    topic.save(force_insert=True)
    Topic.objects.filter(parent_id=old, until_version__isnull=True).update(parent=topic)
    Route.objects.filter(topic_id=old).update(topic=topic)
    return topic


def _norms(place: Municipality, rows: Rows, today: date) -> None:
    """A changed norm is corrected in place when nobody worked on it since; otherwise the version
    in force ends and a successor begins, so that counted terms keep their norm."""
    latest = {norm.code: norm for norm in latest_norms(place)}
    versions: dict[str, int] = {}
    for code in Norm.objects.filter(municipality=place).values_list("code", flat=True):
        versions[code] = versions.get(code, 0) + 1
    for row in rows:
        values = {name: row.get(name, default) for name, default in NORMS.defaults.items()}
        norm = latest.get(row["code"])
        if norm is None:
            Norm.objects.create(municipality=place, **values)
        elif any(getattr(norm, name) != value for name, value in values.items()):
            _change(norm, values, today, alone=versions[norm.code] == 1)


def _change(norm: Norm, values: dict[str, Any], today: date, *, alone: bool) -> None:
    since = values["valid_from"]
    later = since is not None and (norm.valid_from is None or since > norm.valid_from)
    if not later and (alone or norm.valid_from == today):
        Norm.objects.filter(pk=norm.pk).update(**values)
        return
    since = since if later else max(today, (norm.valid_from or today) + timedelta(days=1))
    Norm.objects.filter(pk=norm.pk).update(valid_to=since - timedelta(days=1))
    Norm.objects.create(municipality=norm.municipality, **values | {"valid_from": since})


def _end_norms(place: Municipality, codes: Sequence[str], today: date) -> None:
    """What the profile no longer says ends today; what has not begun yet never will."""
    open_ones = Norm.objects.filter(municipality=place, code__in=codes, valid_to__isnull=True)
    open_ones.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=today)).update(valid_to=today)
    for norm in open_ones.filter(valid_from__gt=today):
        Norm.objects.filter(pk=norm.pk).update(valid_to=norm.valid_from)


def _drop_routes(place: Municipality, keys: Sequence[Key]) -> None:
    """Told apart as the section tells them: the text of a condition is part of the key."""
    if not keys:
        return
    rows = Route.objects.filter(municipality=place).select_related("topic")
    gone = [row.pk for row in rows if route_key(row) in keys]
    Route.objects.filter(pk__in=gone).delete()


def _channels(place: Municipality, rows: Rows, gone: Sequence[Key]) -> None:
    for row in rows:
        values = {name: row.get(name, default) for name, default in CHANNELS.defaults.items()}
        ChannelUse.objects.update_or_create(
            municipality=place, code=values.pop("code"), defaults=values
        )
    codes = [key[0] for key in gone]
    ChannelUse.objects.filter(municipality=place, code__in=codes).update(enabled=False, named=False)
