"""The link of a screen: made, used once by a screen, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.dashboards.models import Screen
from mcu.dashboards.rules.screens import GOOD_FOR, JOIN_WITHIN, SEEN_EVERY, may_join
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.links import digest, new_secret
from mcu.org.rules.roles import Actor, Permission, program

GONE = (
    "Ссылка не подходит: по ней уже подключён экран, её срок вышел или её отозвали. "
    "Попросите у администратора МЦУ новую."
)


@transaction.atomic
def make_screen(
    *, municipality: Municipality, name: str, theme: str, by: Actor, now: datetime | None = None
) -> tuple[Screen, str]:
    """A screen that is not joined yet, and the secret of its link."""
    require(by, Permission.SCREENS)
    secret, moment = new_secret(), now or timezone.now()
    screen = Screen.objects.create(
        municipality=municipality, name=name, theme=theme, digest=digest(secret), made_at=moment,
        made_by_name=by.name, expires_at=moment + JOIN_WITHIN,
    )  # fmt: skip
    _told("screen.make", screen, by, moment)
    return screen, secret


@transaction.atomic
def join_screen(*, screen: Screen, now: datetime | None = None) -> str:
    """The screen gets a secret of its own; two screens with one link: the first is joined."""
    moment, secret = now or timezone.now(), new_secret()
    row = Screen.objects.select_for_update().get(pk=screen.pk)
    if not may_join(row.expires_at, row.paired_at, row.revoked_at, moment):
        raise RuleViolation(GONE, code="gone")
    row.digest, row.paired_at, row.seen_at = digest(secret), moment, moment
    row.expires_at = moment + GOOD_FOR
    row.save(update_fields=["digest", "paired_at", "seen_at", "expires_at"])
    _told("screen.pair", row, program(row.municipality_id, f"Экран № {row.pk}"), moment)
    return secret


@transaction.atomic
def revoke_screen(*, screen: Screen, by: Actor, now: datetime | None = None) -> None:
    """From now on it shows nothing; taken back twice changes nothing."""
    require(by, Permission.SCREENS)
    row = Screen.objects.select_for_update().get(pk=screen.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_name = now or timezone.now(), by.name
        row.save(update_fields=["revoked_at", "revoked_by_name"])
        _told("screen.revoke", row, by, row.revoked_at)


def seen(*, screen: Screen, now: datetime) -> None:
    """That it is alive, not more often than anybody looks."""
    if screen.seen_at is None or now - screen.seen_at >= SEEN_EVERY:
        Screen.objects.filter(pk=screen.pk).update(seen_at=now)


def _told(code: str, screen: Screen, by: Actor, at: datetime) -> None:
    journal.write(
        code, by=by, municipality_id=screen.municipality_id, of=screen,
        after={"name": screen.name}, at=at,
    )  # fmt: skip
