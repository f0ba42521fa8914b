"""The register of participants is kept up."""

from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.actions.structure import add_body, check_place
from mcu.org.models import Body, Municipality, Participant
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.structure import Grounds

FIELDS = (
    "responsible", "contact", "position", "phone", "email", "address", "hours", "way", "act",
    "active",
)  # fmt: skip


@transaction.atomic
def add_participant(
    *,
    municipality: Municipality,
    by: Actor,
    grounds: Grounds,
    body: Body | None = None,
    name: str = "",
    kind: str = Body.Kind.ORGANISATION,
    **values: Any,
) -> Participant:
    """A body of the tree, or an organisation that is not there yet and enters it by this."""
    require(by, Permission.ORGANISATION)
    if (body is None) == (not name.strip()):
        raise RuleViolation("Выберите орган из списка или впишите новую организацию.")
    if body is None:
        body = add_body(municipality=municipality, name=name, kind=kind, grounds=grounds, by=by)
    check_place(by, body)
    if Participant.objects.filter(body=body).exists():
        raise RuleViolation(f"«{body}» уже в реестре. Откройте запись и измените её.")
    row = Participant.objects.create(municipality=municipality, body=body, **values)
    _journal("participant.add", row, by, {"name": str(body), "act": row.act})
    return row


@transaction.atomic
def change_participant(*, participant: Participant, by: Actor, **values: Any) -> Participant:
    """Contacts, hours, channel, whether it is still in the register."""
    check_place(by, participant.body)
    given = {name: values[name] for name in FIELDS if name in values}
    before, after = journal.put(participant, given)
    if not after:
        return participant
    participant.save(update_fields=list(after))
    _journal("participant.change", participant, by, after, before)
    return participant


@transaction.atomic
def include_all(*, municipality: Municipality, by: Actor, act: str = "") -> int:
    """Every body in force that is not in the register yet; how many. Again: none."""
    require(by, Permission.ORGANISATION)
    bodies = Body.objects.filter(municipality=municipality, active=True, participant=None)
    made = Participant.objects.bulk_create(
        [Participant(municipality=municipality, body=body, act=act) for body in bodies]
    )
    if made:
        journal.write(
            "participant.include", by=by, municipality_id=municipality.pk, after={"rows": len(made)}
        )
    return len(made)


def _journal(
    code: str, row: Participant, by: Actor, after: dict[str, Any], before: Any = None
) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row, before=before, after=after
    )
