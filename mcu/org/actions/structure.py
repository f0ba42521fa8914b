"""Blocks and bodies change by versions: every change says when, why and by which act."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Block, Body, Municipality, StructureChange
from mcu.org.queries.actors import with_below
from mcu.org.rules.latin import code_of
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.structure import Change, Grounds

BODY_FIELDS = ("name", "short_name", "kind", "aliases")


def record_change(
    of: Block | Body,
    change: Change,
    *,
    grounds: Grounds,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> StructureChange:
    """The next version of a block or a body; call it inside the changing transaction."""
    grounds.check(timezone.localdate())
    kind = "block" if isinstance(of, Block) else "body"
    last = StructureChange.objects.filter(**{kind: of}).aggregate(last=Max("number"))["last"]
    row = StructureChange.objects.create(
        **{kind: of},
        municipality_id=of.municipality_id,
        number=(last or 0) + 1,
        change=change,
        on=grounds.on,
        reason=grounds.reason.strip()[:500],
        act=grounds.act.strip()[:300],
        before=dict(before or {}),
        after=dict(after or {}),
        at=timezone.now(),
        by_name=by.name,
    )
    journal.write(
        f"{kind}.{change}",
        by=by,
        municipality_id=of.municipality_id,
        of=of,
        before=before,
        after={**(after or {}), "reason": row.reason, "act": row.act, "since": row.on},
    )
    return row


def check_place(by: Actor, *rows: Block | Body | None) -> None:
    """The guard of every change: the right, and everything of one's own municipality."""
    require(by, Permission.ORGANISATION)
    for row in rows:
        if row is not None and row.municipality_id != by.municipality_id:
            raise AccessDenied("Это структура другого муниципалитета.")


@transaction.atomic
def add_block(*, municipality: Municipality, name: str, grounds: Grounds, by: Actor) -> Block:
    check_place(by)
    name = _name(name, Block.objects.filter(municipality=municipality, active=True))
    taken = set(municipality.blocks.values_list("code", flat=True))
    position = municipality.blocks.aggregate(last=Max("position"))["last"]
    block = Block.objects.create(
        municipality=municipality,
        code=code_of(name, taken),
        name=name,
        position=0 if position is None else position + 1,
    )
    record_change(block, Change.ADD, grounds=grounds, by=by, after={"name": name})
    return block


@transaction.atomic
def rename_block(*, block: Block, name: str, grounds: Grounds, by: Actor) -> Block:
    check_place(by, block)
    others = Block.objects.filter(municipality_id=block.municipality_id, active=True)
    before, name = block.name, _name(name, others.exclude(pk=block.pk))
    if name == before:
        raise RuleViolation("Название не изменилось. Впишите новое.")
    block.name = name
    block.save(update_fields=["name"])
    record_change(
        block, Change.RENAME, grounds=grounds, by=by, before={"name": before}, after={"name": name}
    )
    return block


@transaction.atomic
def add_body(
    *,
    municipality: Municipality,
    name: str,
    grounds: Grounds,
    by: Actor,
    parent: Body | None = None,
    block: Block | None = None,
    **values: Any,
) -> Body:
    """A body nobody of the tree is called like."""
    check_place(by, parent, block)
    name = _name(name, Body.objects.filter(municipality=municipality, active=True))
    taken = set(municipality.bodies.values_list("code", flat=True))
    body = Body.objects.create(
        municipality=municipality, code=code_of(name, taken), name=name, parent=parent,
        block=block, **values,
    )  # fmt: skip
    after = {"name": name, "block": str(block or ""), "parent": str(parent or "")}
    record_change(body, Change.ADD, grounds=grounds, by=by, after=after)
    return body


@transaction.atomic
def change_body(*, body: Body, grounds: Grounds, by: Actor, **values: Any) -> Body:
    """Another name, short name, kind or other names."""
    check_place(by, body)
    others = Body.objects.filter(municipality_id=body.municipality_id, active=True)
    given = {name: values[name] for name in BODY_FIELDS if name in values}
    given["name"] = _name(given.get("name", body.name), others.exclude(pk=body.pk))
    before, after = journal.put(body, given)
    if not after:
        raise RuleViolation("Ничего не изменилось.")
    body.save(update_fields=list(after))
    record_change(body, Change.RENAME, grounds=grounds, by=by, before=before, after=after)
    return body


@transaction.atomic
def move_body(
    *, body: Body, parent: Body | None, block: Block | None, grounds: Grounds, by: Actor
) -> Body:
    """Under another body, into another block; a block keeps a version of its own of that."""
    check_place(by, body, parent, block)
    if parent and parent.pk in with_below(body.municipality_id, {body.pk}):
        raise RuleViolation("Орган нельзя подчинить самому себе или тому, кто ниже него.")
    if (body.parent_id, body.block_id) == (parent and parent.pk, block and block.pk):
        raise RuleViolation("Ничего не изменилось: орган уже там.")
    was, before = body.block, {"block": str(body.block or ""), "parent": str(body.parent or "")}
    body.parent, body.block = parent, block
    body.save(update_fields=["parent", "block"])
    after = {"block": str(block or ""), "parent": str(parent or "")}
    record_change(body, Change.MOVE, grounds=grounds, by=by, before=before, after=after)
    if was != block:
        _note_on_blocks(body, was, block, grounds, by)
    return body


def switch(
    of: Block | Body, *, active: bool, grounds: Grounds, by: Actor, after: Mapping[str, Any]
) -> None:
    """Only the flag and its version; what hangs on it is moved by whoever knows the cases."""
    check_place(by, of)
    if of.active == active:
        raise RuleViolation(f"«{of}» уже {'действует' if active else 'не действует'}.")
    of.active = active
    of.save(update_fields=["active"])
    change = Change.ON if active else Change.MERGE if after.get("into") else Change.OFF
    record_change(of, change, grounds=grounds, by=by, after=after)


def _note_on_blocks(
    body: Body, was: Block | None, block: Block | None, grounds: Grounds, by: Actor
) -> None:
    for one, word in ((was, "gone_body"), (block, "came_body")):
        if one is not None:
            record_change(one, Change.BODIES, grounds=grounds, by=by, after={word: str(body)})


def _name(given: str, others: Any) -> str:
    name = " ".join(given.split())
    if not name:
        raise RuleViolation("Впишите название.")
    if others.filter(name__iexact=name).exists():
        raise RuleViolation(f"«{name}» уже есть. Откройте его или назовите иначе.")
    return name
