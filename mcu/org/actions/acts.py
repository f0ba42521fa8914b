"""Legal acts: their card, their text, and who has read them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.attachments import admit
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Acquaintance, ActFile, LegalAct, NormativeAct, Person
from mcu.org.rules.roles import Actor, Permission

ACT_FIELDS = (
    "kind", "number", "date", "issuer", "title", "amends", "annex_to", "published", "in_force",
    "in_force_rule", "valid_to", "control", "acquaint", "conflicts",
)  # fmt: skip
NORMATIVE_FIELDS = (
    "kind", "title", "number", "date", "valid_from", "valid_to", "replaced_by", "source",
    "verified",
)  # fmt: skip


@transaction.atomic
def save_act(*, act: LegalAct | None, by: Actor, **values: Any) -> LegalAct:
    """A new act of the register, or a change of its card; the same again writes nothing."""
    require(by, Permission.ORGANISATION)
    row = act or LegalAct(municipality_id=by.municipality_id, code=_code(LegalAct, by))
    _check_pointers(row, values)
    return _save(row, values, ACT_FIELDS, "act", by)


@transaction.atomic
def save_normative_act(*, act: NormativeAct | None, by: Actor, **values: Any) -> NormativeAct:
    """An act of the state or the region the centre works by."""
    require(by, Permission.ORGANISATION)
    row = act or NormativeAct(municipality_id=by.municipality_id, code=_code(NormativeAct, by))
    if values.get("replaced_by") is not None and values["replaced_by"].pk == row.pk:
        raise RuleViolation("Акт не может быть заменён самим собой. Выберите другой.")
    return _save(row, values, NORMATIVE_FIELDS, "normative", by)


@transaction.atomic
def attach_text(*, act: LegalAct, upload: UploadedFile, by: Actor) -> ActFile:
    """The scan or the text of an act; RuleViolation when it is empty, a program or too large."""
    require(by, Permission.ORGANISATION)
    kept = admit(upload.name or "файл", upload.chunks())
    row = ActFile.objects.create(
        municipality_id=act.municipality_id, act=act, name=kept.name, key=kept.key, size=kept.size
    )
    _tell("act.file", act, by, {"name": kept.name, "size": kept.size})
    return row


@transaction.atomic
def ask_to_read(
    *, act: LegalAct, people: Iterable[Person], by: Actor, now: datetime | None = None
) -> int:
    """Put people on the sheet of acquaintance; who stands there already is left as he is."""
    require(by, Permission.ORGANISATION)
    moment = now or timezone.now()
    known = set(act.sheet.values_list("person_id", flat=True))
    rows = [
        Acquaintance(
            municipality_id=act.municipality_id,
            act=act,
            person=person,
            asked_at=moment,
            asked_by=by.name,
        )
        for person in people
        if person.pk not in known and person.municipality_id == act.municipality_id
    ]
    Acquaintance.objects.bulk_create(rows)
    if rows:
        names = [row.person.get_short_name() for row in rows]
        _tell("act.ask", act, by, {"people": names}, moment)
    return len(rows)


@transaction.atomic
def confirm_read(*, act: LegalAct, by: Actor, now: datetime | None = None) -> Acquaintance:
    """«Ознакомлен»: by the person only, once."""
    row = (
        Acquaintance.objects.select_for_update()
        .filter(act=act, person_id=by.person_id or 0)
        .first()
    )
    if row is None:
        raise RuleViolation("Вас нет в листе ознакомления с этим актом.")
    if row.confirmed_at is None:
        row.confirmed_at = now or timezone.now()
        row.save(update_fields=["confirmed_at"])
        _tell("act.read", act, by, {})
    return row


@transaction.atomic
def remind(*, act: LegalAct, by: Actor, now: datetime | None = None) -> int:
    """Everybody who has not confirmed yet is reminded; how many there are."""
    require(by, Permission.ORGANISATION)
    waiting = act.sheet.filter(confirmed_at__isnull=True)
    count = waiting.update(reminded_at=now or timezone.now())
    if count:
        _tell("act.remind", act, by, {"people": count})
    return count


@transaction.atomic
def take_off_sheet(*, row: Acquaintance, by: Actor) -> None:
    """Somebody was put on the sheet by mistake; a confirmation given stays."""
    require(by, Permission.ORGANISATION)
    if row.confirmed_at:
        raise RuleViolation(f"{row.person} уже ознакомился: отметка остаётся в листе.")
    _tell("act.unask", row.act, by, {"people": [row.person.get_short_name()]})
    row.delete()


def _save(row: Any, values: dict[str, Any], fields: Iterable[str], noun: str, by: Actor) -> Any:
    given = {name: values[name] for name in fields if name in values}
    new_row = row.pk is None
    old, new = journal.put(row, given)
    if not new:
        return row
    row.save()
    journal.write(
        f"{noun}.{'add' if new_row else 'change'}",
        by=by, municipality_id=row.municipality_id, of=row, before=old, after=new,
    )  # fmt: skip
    return row


def _check_pointers(row: LegalAct, values: dict[str, Any]) -> None:
    """An act amends another act and is an annex to another one."""
    for name, words in (("amends", "изменяет"), ("annex_to", "приложен к")):
        other = values.get(name)
        if other is None:
            continue
        if other.pk == row.pk:
            raise RuleViolation(f"Акт не может стоять в поле «{words}» у самого себя.")
        if other.municipality_id != row.municipality_id:
            raise RuleViolation("Выбран акт другого муниципалитета.")


def _code(model: type[LegalAct] | type[NormativeAct], by: Actor) -> str:
    """A code no row of the municipality has: rows added by hand are told from those of a profile."""
    taken = set(
        model._default_manager.filter(municipality_id=by.municipality_id).values_list(
            "code", flat=True
        )
    )
    return next(code for n in range(1, len(taken) + 2) if (code := f"own-{n}") not in taken)


def _tell(
    action: str, act: LegalAct, by: Actor, after: dict[str, Any], at: datetime | None = None
) -> None:
    journal.write(action, by=by, municipality_id=act.municipality_id, of=act, after=after, at=at)
