"""Writing the register of official pages."""

from typing import Any

from django.db import IntegrityError, transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.media.models import OfficialPage
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

FIELDS = (
    "name", "url", "network", "body", "keeper", "connected", "badge", "widget", "subscribers",
    "checked_on", "active",
)  # fmt: skip


@transaction.atomic
def save_page(
    *, page: OfficialPage | None, municipality: Municipality, by: Actor, **values: Any
) -> OfficialPage:
    """A page joins the register or is changed; an address stands there once."""
    require(by, Permission.PAGES)
    row = page or OfficialPage(municipality=municipality)
    for name in FIELDS:
        setattr(row, name, values[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation(
            "Страница с таким адресом уже в реестре. Найдите её и измените."
        ) from twice
    journal.write(
        "page.change" if page else "page.add", by=by, municipality_id=row.municipality_id, of=row,
        after={"name": row.name},
    )  # fmt: skip
    return row
