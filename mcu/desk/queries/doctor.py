"""The facts that «Безопасность» judges: settings, files, the database, one municipality's people."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, identify_hasher
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from mcu.core import postgres
from mcu.core.attachments import antivirus
from mcu.core.models import JournalCheck
from mcu.desk.queries.components import components
from mcu.desk.rules.doctor import STALE, Coverage, Facts
from mcu.org.models import Duty, Municipality, Person
from mcu.org.queries import calendar_for, demanded_roles, in_force
from mcu.org.rules.roles import Role


def facts(place: Municipality, now: datetime) -> Facts:
    """How this computer and this municipality stand."""
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    year = timezone.localdate().year + 1
    disk = shutil.disk_usage(settings.DATA)
    people = Person.objects.filter(municipality=place, is_active=True)
    checked = _journal(place)
    keys = sorted(Path(settings.MCU_KEYS).glob("*.key"))
    return Facts(
        now=now,
        key_open=_readable(Path(settings.MCU_KEYS) / "django.secret"),
        vault_keys=len(keys),
        vault_open=any(map(_readable, keys)),
        debug=settings.DEBUG,
        https=settings.HTTPS,
        hsts=settings.SECURE_HSTS_SECONDS,
        cookies_secure=settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
        policy={name: list(allowed) for name, allowed in policy.items()},
        hosts=list(settings.ALLOWED_HOSTS),
        proxies=settings.MCU_PROXIES,
        trusted=settings.MCU_TRUSTED_PROXIES,
        idle_minutes=settings.MCU_SESSION_IDLE_MINUTES,
        hours=settings.MCU_SESSION_HOURS,
        password_length=settings.MCU_PASSWORD_LENGTH,
        leaked_list=settings.MCU_LEAKED_PASSWORDS,
        leaked_there=bool(settings.MCU_LEAKED_PASSWORDS)
        and Path(settings.MCU_LEAKED_PASSWORDS).is_file(),
        oidc=settings.MCU_OIDC["issuer"],
        postgres=_version(),
        embedded=postgres.attached() is not None or _is_embedded(),
        database_local=_is_local(),
        database_tls=_tls(),
        skew=_skew(),
        disk_free=disk.free,
        disk_total=disk.total,
        backups=settings.MCU_BACKUPS,
        last_backup=_newest(settings.MCU_BACKUPS),
        calendar_year=year,
        calendar_known=calendar_for(place).is_known(year),
        components=len(components()),
        coverage=_coverage(place),
        stale=people.filter(_stale(now)).count(),
        weak_hashes=sum(_is_weak(hashed) for hashed in people.values_list("password", flat=True)),
        people=people.count(),
        journal_at=checked.finished_at if checked else None,
        journal_broken=checked.reason
        if checked and checked.state == JournalCheck.State.BROKEN
        else "",
        antivirus=settings.MCU_CLAMAV,
        antivirus_there=bool(settings.MCU_CLAMAV) and antivirus.is_there(settings.MCU_CLAMAV),
    )


def _readable(path: Path) -> bool:
    """Whether others than the owner may read it."""
    return path.exists() and bool(path.stat().st_mode & 0o077)


def _asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _version() -> int:
    return int(_asked("SELECT current_setting('server_version_num')"))


def _skew() -> timedelta:
    return _asked("SELECT clock_timestamp()") - datetime.now(UTC)


def _tls() -> bool:
    return bool(_asked("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))


def _is_embedded() -> bool:
    return str(settings.DATA / "postgres") in str(settings.DATABASES["default"]["HOST"])


def _is_local() -> bool:
    host = str(settings.DATABASES["default"]["HOST"])
    return not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}


def _newest(folder: str) -> datetime | None:
    if not folder or not Path(folder).is_dir():
        return None
    times = [path.stat().st_mtime for path in Path(folder).iterdir() if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _coverage(place: Municipality) -> list[Coverage]:
    """Of each role, who holds it today and who of them has a second factor; three queries."""
    duties = in_force(Duty.objects.filter(person__municipality=place), timezone.localdate())
    held = set(duties.filter(person__is_active=True).values_list("role", "person_id"))
    guarded = set(
        Person.objects.filter(municipality=place)
        .filter(Q(totp__confirmed_at__isnull=False) | Q(passkeys__isnull=False))
        .values_list("pk", flat=True)
    )
    demanded = demanded_roles(place.pk)
    holders = {role: {person for code, person in held if code == role} for role in Role}
    return [
        Coverage(role.label, len(people), len(people & guarded), role in demanded, role.value)
        for role, people in holders.items()
    ]


def _stale(now: datetime) -> Q:
    """Signed in long ago, or invited long ago and never came."""
    return Q(last_login__lt=now - STALE) | Q(last_login=None, links__made_at__lt=now - STALE)


def _is_weak(hashed: str) -> bool:
    if hashed.startswith(UNUSABLE_PASSWORD_PREFIX):
        return False
    try:
        hasher = identify_hasher(hashed)
    except ValueError:
        return True
    return hasher.algorithm != "argon2" or hasher.must_update(hashed)


def _journal(place: Municipality) -> JournalCheck | None:
    """The last walk that came to its end."""
    done = JournalCheck.objects.filter(municipality_id=place.pk, finished_at__isnull=False)
    return done.first()
