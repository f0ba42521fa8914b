"""Topics and bodies that a file names and the municipality does not know yet."""

from collections.abc import Iterable
from datetime import datetime

from mcu.cases.actions.profile import next_version
from mcu.cases.models import Topic
from mcu.cases.queries import classifier_for
from mcu.intake.queries import Reference
from mcu.intake.rules.digest import Digested
from mcu.intake.rules.names import is_person
from mcu.org.models import Body
from mcu.org.rules.names import plain_name

MAX_NAME = 300


def learn_names(reference: Reference, rows: Iterable[Digested], now: datetime) -> tuple[int, int]:
    """Add what is missing; how many topics and how many bodies were added."""
    topics: dict[tuple[str, str], None] = {}
    bodies: dict[str, str] = {}
    for row in rows:
        if row.topic and reference.topic(row.topic, row.group) is None:
            topics[row.topic, row.group] = None
        if row.body_names and reference.body(row.body_names) is None:
            name = next((name for name in row.body_names if not is_person(name)), "")
            if name:
                bodies.setdefault(plain_name(name), name)
    return _add_topics(reference, list(topics), now), _add_bodies(reference, bodies)


def _add_topics(reference: Reference, names: list[tuple[str, str]], now: datetime) -> int:
    if not names:
        return 0
    place = reference.municipality
    version = next_version(place, f"Из файла добавлено тем: {len(names)}", now)
    groups = {plain_name(t.name): t for t in reference.classifier.rows if t.parent_id is None}
    for number, (name, group) in enumerate(names):
        parent = groups.get(plain_name(group)) if group else None
        if group and parent is None:
            parent = _topic(reference, group, None, f"file.{version}.g{number}", version)
            groups[plain_name(group)] = parent
        _topic(reference, name, parent, f"file.{version}.{number}", version)
    reference.classifier = classifier_for(place.pk)
    reference.topics.clear()
    return len(names)


def _topic(reference: Reference, name: str, parent: Topic | None, code: str, version: int) -> Topic:
    return Topic.objects.create(
        municipality=reference.municipality,
        parent=parent,
        code=code,
        name=name[:MAX_NAME],
        path=f"{parent.path}/{code}" if parent else code,
        since_version=version,
    )


def _add_bodies(reference: Reference, names: dict[str, str]) -> int:
    place = reference.municipality
    start = Body.objects.filter(municipality=place).count()
    for number, (plain, name) in enumerate(names.items(), start=1):
        reference.bodies[plain] = Body.objects.create(
            municipality=place, code=f"file-{start + number}", name=name[:MAX_NAME]
        )
    return len(names)
