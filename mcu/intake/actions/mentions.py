"""News that names something of ours: kept to be looked at; a person makes a case of it or puts it aside."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mcu.cases.actions.register import Incoming, register
from mcu.cases.models import Case
from mcu.cases.rules.words import Channel as Way
from mcu.channels.models import Channel
from mcu.connectors.contract import Item
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.intake.models import Mention
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission
from mcu.text.mask import mask

LONGEST = 4000
DECIDED = "Об этом уже решили: {state}. Обновите страницу."


def keep_mention(*, channel: Channel, item: Item, now: datetime) -> None:
    """New, or changed words of one that is here; what a person has decided stays decided."""
    said = {
        "title": mask(item.title.replace("\x00", ""))[:300],
        "text": mask(item.text.replace("\x00", ""))[:LONGEST],
        "url": item.url[:500],
        "site": item.community[:200],
    }
    Mention.objects.update_or_create(
        channel=channel, key=item.key[:200], defaults=said,
        create_defaults={
            **said, "municipality_id": channel.municipality_id, "at": min(item.at, now),
        },
    )  # fmt: skip


@transaction.atomic
def take_mention(*, mention: Mention, by: Actor, now: datetime) -> Case:
    """A case with the words and the address of the publication; nobody waits for an answer there."""
    require(by, Permission.REGISTER)
    row = _open(mention)
    incoming = Incoming(
        channel=Way.OTHER,
        text="\n\n".join(filter(None, (row.title, row.text))),
        received_at=now,
        community=row.site,
        source_url=row.url if row.url.startswith("https://") else "",
        automatic=True,
    )
    case = register(incoming=incoming, municipality=row.municipality, by=by, now=now)
    _decide(row, Mention.State.TAKEN, by, now, case)
    journal.write(
        "mention.take", by=by, municipality_id=row.municipality_id, of=row,
        after={"number": case.number},
    )  # fmt: skip
    return case


@transaction.atomic
def drop_mentions(*, keys: Sequence[int], by: Actor, now: datetime) -> int:
    """Not needed; those somebody has decided meanwhile are left alone. How many."""
    require(by, Permission.REGISTER)
    new = Mention.objects.select_for_update().filter(
        municipality_id=by.municipality_id, pk__in=keys, state=Mention.State.NEW
    )
    count = 0
    for row in new.order_by("pk"):
        _decide(row, Mention.State.DROPPED, by, now)
        journal.write("mention.drop", by=by, municipality_id=row.municipality_id, of=row)
        count += 1
    return count


def _open(mention: Mention) -> Mention:
    row = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
    if row.state != Mention.State.NEW:
        raise RuleViolation(DECIDED.format(state=row.get_state_display().lower()))
    return row


def _decide(
    row: Mention, state: Mention.State, by: Actor, now: datetime, case: Case | None = None
) -> None:
    row.state, row.case, row.decided_at, row.decided_by_name = state, case, now, by.name[:200]
    row.save(update_fields=["state", "case", "decided_at", "decided_by_name"])
