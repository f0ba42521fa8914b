"""The municipality with its blocks and bodies, as a profile sets them up."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.org.models import Block, Body, Municipality
from mcu.org.rules.profile import OrgPart
from mcu.org.rules.profile.place import BODY_HOURS
from mcu.org.rules.roles import Actor, program


def found(*, code: str, name: str) -> Municipality:
    """The municipality that a profile is about to set up; the load itself is journalled."""
    return Municipality.objects.create(code=code, name=name)


@transaction.atomic
def load_organisation(*, part: OrgPart, profile: str, by: Actor | None = None) -> Municipality:
    """Create or bring up to date the municipality, its blocks and bodies; nothing is deleted."""
    place, _ = Municipality.objects.update_or_create(
        code=part.code,
        defaults={
            "name": part.name,
            "kind": part.kind,
            "region": part.region,
            "timezone": part.timezone,
            "population": part.population,
            "profile": profile,
            **part.hours,
        },
    )
    blocks = {
        block.code: Block.objects.update_or_create(
            municipality=place,
            code=block.code,
            defaults={"name": block.name, "position": number, "active": block.active},
        )[0]
        for number, block in enumerate(part.blocks)
    }
    _load_bodies(place, part, blocks)
    journal.write(
        "profile.organisation",
        by=by or program(place.pk),
        municipality_id=place.pk,
        of=place,
        after={"profile": profile, "blocks": len(part.blocks), "bodies": len(part.bodies)},
    )
    return place


def _load_bodies(place: Municipality, part: OrgPart, blocks: Mapping[str, Block]) -> None:
    made: dict[str, Body] = {}
    for body in part.bodies:
        values: dict[str, Any] = {
            "name": body.name,
            "short_name": body.short_name,
            "kind": body.kind,
            "block": blocks.get(body.block),
            "aliases": list(body.aliases),
            "active": body.active,
            **{name: body.hours.get(name) for name in BODY_HOURS},
        }
        made[body.code], _ = Body.objects.update_or_create(
            municipality=place, code=body.code, defaults=values
        )
    for body in part.bodies:
        above = made.get(body.parent)
        Body.objects.filter(pk=made[body.code].pk).update(parent=above)
