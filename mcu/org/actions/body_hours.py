"""When a body works, where it differs from the municipality."""

from django.db import transaction

from mcu.core import journal
from mcu.core.workdays import WorkingTime
from mcu.org.actions.access import require
from mcu.org.models import Body
from mcu.org.rules.profile.place import BODY_HOURS
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def set_body_hours(*, body: Body, hours: WorkingTime | None, by: Actor) -> Body:
    """Its own hours, or None: again those of the municipality. Open terms stay as they are."""
    require(by, Permission.ORGANISATION)
    body = Body.objects.select_for_update().get(pk=body.pk)
    before = {name: getattr(body, name) for name in BODY_HOURS}
    values = (
        (hours.start, hours.end, hours.lunch_start, hours.lunch_end, hours.short_end)
        if hours
        else (None,) * len(BODY_HOURS)
    )
    for name, value in zip(BODY_HOURS, values, strict=True):
        setattr(body, name, value)
    body.save(update_fields=BODY_HOURS)
    old, new = journal.changes(before, {name: getattr(body, name) for name in BODY_HOURS})
    journal.write(
        "body.hours", by=by, municipality_id=body.municipality_id, of=body, before=old, after=new
    )
    return body
