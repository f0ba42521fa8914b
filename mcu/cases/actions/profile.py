"""Topics, norms and routes of a municipality: loaded from a profile, changed by a person."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.cases.models import ClassifierVersion, Norm, Route, Topic
from mcu.cases.queries import classifier_for
from mcu.cases.queries.naming import in_words_each
from mcu.cases.rules.conditions import ALWAYS, Condition, check_steady, said
from mcu.cases.rules.profile import CHOICES, CasesPart
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Block, Body, Municipality
from mcu.org.rules.roles import Actor, Permission, program
from mcu.text.topics import Classifier as StarterClassifier
from mcu.text.topics import Group
from mcu.text.topics import Topic as StarterTopic

ABOUT = ("topic", "speed", "region")
LONGEST_REGION = 120


@transaction.atomic
def load_classifier(*, municipality: Municipality, starter: StarterClassifier) -> int:
    """Bring the starter set in; topics that are there already stay as they are. Returns how many."""
    known = {topic.code: topic for topic in Topic.objects.filter(municipality=municipality)}
    version = 1 if known else next_version(municipality, "Загружен начальный классификатор")
    for group in starter.groups:
        if group.code not in known:
            known[group.code] = _group(municipality, group, version)
    fresh = [topic for topic in starter.topics if topic.code not in known]
    for topic in fresh:
        _topic(municipality, topic, known[topic.group], version)
    return len(fresh)


def next_version(municipality: Municipality, note: str, now: datetime | None = None) -> int:
    """The number of the next version of the classifier; call it inside the changing transaction."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    versions = ClassifierVersion.objects.filter(municipality=municipality)
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    ClassifierVersion.objects.create(
        municipality=municipality, number=number, made_at=now or timezone.now(), note=note[:300]
    )
    return number


@transaction.atomic
def add_topic(
    *, municipality: Municipality, name: str, group: Topic | None, by: Actor, **values: Any
) -> Topic:
    """A topic of one's own, in a new version of the classifier."""
    require(by, Permission.TOPICS)
    name = name.strip()[:300]
    if not name:
        raise RuleViolation("Назовите тему.")
    known = classifier_for(municipality.pk)
    if known.named(name, group.name if group else ""):
        raise RuleViolation(f"Тема «{name}» уже есть.")
    version = next_version(municipality, f"Добавлена тема «{name}»")
    code = f"own.{version}"
    topic = Topic.objects.create(
        municipality=municipality,
        parent=group,
        code=code,
        name=name,
        path=f"{group.path}/{code}" if group else code,
        since_version=version,
        **values,
    )
    journal.write(
        "topic.add", by=by, municipality_id=municipality.pk, of=topic, after={"name": name}
    )
    return topic


@transaction.atomic
def rename_topic(*, topic: Topic, name: str, by: Actor) -> Topic:
    """A new name from the next version on; cases keep the name they were worked under."""
    require(by, Permission.TOPICS)
    name = name.strip()[:300]
    if not name or name == topic.name:
        raise RuleViolation("Впишите новое название темы.")
    version = next_version(topic.municipality, f"Тема «{topic.name}» названа «{name}»")
    old_key, old_name = topic.pk, topic.name
    Topic.objects.filter(pk=old_key).update(until_version=version - 1)
    topic.pk, topic.replaces_id = None, old_key
    topic.name, topic.since_version = name, version
    topic.aliases = [*topic.aliases, old_name]
    topic._state.adding = True
    topic.save(force_insert=True)
    Topic.objects.filter(parent_id=old_key, until_version__isnull=True).update(parent=topic)
    Route.objects.filter(topic_id=old_key).update(topic=topic)
    journal.write(
        "topic.rename",
        by=by,
        municipality_id=topic.municipality_id,
        of=topic,
        before={"name": old_name},
        after={"name": name},
    )
    return topic


@transaction.atomic
def set_route(
    *,
    topic: Topic,
    by: Actor,
    block: Block | None,
    body: Body | None,
    settlement: str = "",
    condition: Condition = ALWAYS,
) -> Route:
    """Where a topic goes from now on, everywhere or in a settlement, always or on a condition."""
    require(by, Permission.TOPICS)
    check_steady(condition)
    if block is None and body is None:
        raise RuleViolation("Выберите блок или орган.")
    route, _ = Route.objects.update_or_create(
        municipality_id=topic.municipality_id,
        topic=topic,
        settlement=settlement.strip(),
        condition=said(condition),
        defaults={"block": block or (body.block if body else None), "body": body},
    )
    journal.write(
        "route.set",
        by=by,
        municipality_id=topic.municipality_id,
        of=topic,
        after=_in_words(route),
    )
    return route


@transaction.atomic
def remove_route(*, route: Route, by: Actor) -> None:
    """The topic goes this way no more; cases already charged stay where they are."""
    require(by, Permission.TOPICS)
    before = _in_words(route)
    route.delete()
    journal.write(
        "route.remove",
        by=by,
        municipality_id=route.municipality_id,
        of=route.topic,
        before=before,
    )


@transaction.atomic
def load_norms_and_routes(
    *, municipality: Municipality, part: CasesPart, by: Actor | None = None
) -> None:
    """Norms and routes of a profile; loading the same profile again changes nothing.

    A norm that a person has ended stays ended.
    """
    ended = Norm.objects.filter(municipality=municipality, valid_to__isnull=False)
    kept = set(ended.values_list("code", "valid_from"))
    for norm in part.norms:
        if norm.valid_to is None and (norm.code, norm.valid_from) in kept:
            continue
        values = {name: getattr(norm, name) for name in norm.__dataclass_fields__}
        Norm.objects.update_or_create(
            municipality=municipality,
            code=values.pop("code"),
            valid_from=values.pop("valid_from"),
            defaults=values,
        )
    _load_routes(municipality, part)
    journal.write(
        "profile.cases",
        by=by or program(municipality.pk),
        municipality_id=municipality.pk,
        of=municipality,
        after={"norms": len(part.norms), "routes": len(part.routes)},
    )


@transaction.atomic
def change_norm(
    *,
    norm: Norm,
    value: int,
    unit: str,
    since: date,
    source: str,
    by: Actor,
    condition: Condition | None = None,
    about: Mapping[str, str] | None = None,
    beside: bool = False,
) -> Norm:
    """The norm ends the day before, its successor begins: terms already counted keep theirs.

    `about` says what else the successor is about: topic, speed, region. With `beside` the norm
    stays, and the new one is for what it is about and for messages that fit its condition.
    """
    require(by, Permission.NORMS)
    if value <= 0 or unit not in CHOICES["unit"]:
        raise RuleViolation("Срок — целое положительное число, единица — из списка.")
    if condition is not None:
        check_steady(condition)
    # Read again under a lock: two people, or one twice, must not make two successors.
    norm = Norm.objects.select_for_update().get(pk=norm.pk)
    if norm.valid_to is not None:
        raise RuleViolation("Эта норма уже заменена. Откройте ту, что действует сейчас.")
    if norm.valid_from and since <= norm.valid_from:
        raise RuleViolation(
            f"Новая норма должна начинаться позже {norm.valid_from:%d.%m.%Y}, начала прежней."
        )
    before = {"value": norm.value, "unit": norm.unit, "valid_to": norm.valid_to}
    before |= _condition(norm)
    was = {name: getattr(norm, name) for name in ABOUT}
    now = was | _checked_about(norm, about or {})
    if beside:
        norm.code = _own_code(norm, narrower=bool(condition) or now != was)
    else:
        norm.valid_to = since - timedelta(days=1)
        norm.save(update_fields=["valid_to"])
    norm.pk, norm.valid_from, norm.valid_to = None, since, None
    norm.value, norm.unit = value, unit
    norm.topic, norm.speed, norm.region = now["topic"], now["speed"], now["region"]
    norm.condition = norm.condition if condition is None else said(condition)
    norm.source, norm.verified = source.strip()[:500] or norm.source, False
    norm._state.adding = True
    norm.save(force_insert=True)
    journal.write(
        "norm.change",
        by=by,
        municipality_id=norm.municipality_id,
        of=norm,
        before=before | {name: was[name] for name in ABOUT if now[name] != was[name]},
        after={"value": value, "unit": unit, "valid_from": since}
        | _condition(norm)
        | {name: now[name] for name in ABOUT if now[name] != was[name]},
    )
    return norm


def _in_words(route: Route) -> dict[str, Any]:
    where = {"block": route.block, "body": route.body, "settlement": route.settlement}
    return where | _condition(route)


def _condition(of: Route | Norm) -> dict[str, str]:
    """The condition as the journal keeps it: in words; nothing where there is none."""
    words = in_words_each(of.municipality_id, [of.condition])[0]
    return {"condition": words} if words else {}


def _checked_about(norm: Norm, about: Mapping[str, str]) -> dict[str, str]:
    """What the successor is about; RuleViolation for a topic or a speed that is none."""
    given = {name: " ".join(value.replace("\x00", "").split()) for name, value in about.items()}
    topic = given.get("topic")
    if topic and topic not in {row.code for row in classifier_for(norm.municipality_id).rows}:
        raise RuleViolation("Такой темы или группы нет. Выберите из списка.")
    if given.keys() - set(ABOUT) or given.get("speed", "") not in CHOICES["speed"]:
        raise RuleViolation("Выберите скорость темы из списка.")
    if len(given.get("region", "")) > LONGEST_REGION:
        raise RuleViolation(f"Название региона длиннее {LONGEST_REGION} знаков.")
    return given


def _own_code(norm: Norm, *, narrower: bool) -> str:
    """A code for a norm beside this one, which must be told apart from it."""
    if not narrower:
        raise RuleViolation(
            "Соберите условие или выберите тему, скорость, регион: иначе новая норма не отличалась "
            "бы от прежней."
        )
    known = set(Norm.objects.filter(municipality=norm.municipality).values_list("code", flat=True))
    codes = (f"{norm.code[:50]}-if-{number}" for number in count(1))
    return next(code for code in codes if code not in known)


def _group(municipality: Municipality, group: Group, version: int) -> Topic:
    return Topic.objects.create(
        municipality=municipality,
        code=group.code,
        name=group.name,
        path=group.code,
        aliases=list(group.aliases),
        since_version=version,
    )


def _topic(municipality: Municipality, topic: StarterTopic, parent: Topic, version: int) -> Topic:
    return Topic.objects.create(
        municipality=municipality,
        parent=parent,
        code=topic.code,
        name=topic.name,
        path=f"{parent.path}/{topic.code}",
        kind=topic.type,
        speed=topic.speed,
        season=list(topic.season),
        words=[list(pair) for pair in topic.words],
        aliases=list(topic.aliases),
        since_version=version,
    )


def _load_routes(municipality: Municipality, part: CasesPart) -> None:
    in_force = Topic.objects.filter(municipality=municipality, until_version__isnull=True)
    topics = {topic.code: topic for topic in in_force}
    topics |= {t.name: t for t in topics.values() if t.parent_id is None}
    bodies = {body.code: body for body in Body.objects.filter(municipality=municipality)}
    blocks = {block.code: block for block in Block.objects.filter(municipality=municipality)}
    for route in part.routes:
        if route.topic not in topics:
            raise RuleViolation(f"Маршрут: темы или группы «{route.topic}» в классификаторе нет.")
        if route.body and route.body not in bodies:
            raise RuleViolation(f"Маршрут «{route.topic}»: органа «{route.body}» нет.")
        body = bodies.get(route.body)
        Route.objects.update_or_create(
            municipality=municipality,
            topic=topics[route.topic],
            settlement=route.settlement,
            condition=route.condition,
            defaults={
                "body": body,
                "block": blocks.get(route.block) or (body.block if body else None),
            },
        )
