"""Somebody stands in for somebody away: charged, begun, ended, called back early."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Duty, Municipality, Person, Substitution
from mcu.org.queries import duties_to_hand_over
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.substitutions import Absence, Reason, refusal


@transaction.atomic
def set_substitution(
    *,
    absent: Person,
    substitute: Person,
    since: date,
    until: date,
    reason: Reason,
    by: Actor,
    duty: Duty | None = None,
    act: str = "",
) -> Substitution:
    """Charge a colleague with the duties of somebody away; RuleViolation says why not."""
    require(by, Permission.ORGANISATION)
    # Two people setting circular substitutions at a time must not both succeed.
    place = Municipality.objects.select_for_update().get(pk=absent.municipality_id)
    _check_people(absent, substitute, duty, since)
    new = Absence(absent.pk, substitute.pk, duty.pk if duty else None, since, until)
    refused = _refusal(place, new, absent, substitute)
    if refused:
        raise RuleViolation(refused)
    row = Substitution.objects.create(
        municipality=place, absent=absent, substitute=substitute, duty=duty, since=since,
        until=until, reason=reason, act=act.strip(),
    )  # fmt: skip
    _journal("substitution.set", row, by, {"since": since, "until": until, "reason": reason})
    return row


@transaction.atomic
def return_early(*, substitution: Substitution, by: Actor, now: datetime | None = None) -> None:
    """The absent person is back, or does not go: rights end at once, the job gives cases back."""
    if by.person_id != substitution.absent_id:
        require(by, Permission.ORGANISATION)
    if by.municipality_id != substitution.municipality_id:
        raise AccessDenied("Это замещение другого муниципалитета.")
    row = Substitution.objects.select_for_update().get(pk=substitution.pk)
    if row.ended_at is not None:
        raise RuleViolation("Это замещение уже окончено.")
    _end(row, by, now or timezone.now(), "substitution.return")


@transaction.atomic
def turn_substitutions(
    *, municipality: Municipality, today: date, by: Actor, now: datetime | None = None
) -> int:
    """Note those whose first day has come or whose last is over; how many. Again: none."""
    moment = now or timezone.now()
    still = Substitution.objects.select_for_update().filter(
        municipality=municipality, ended_at__isnull=True
    )
    begun = list(still.filter(begun_at__isnull=True, since__lte=today))
    for row in begun:
        row.begun_at = moment
        row.save(update_fields=["begun_at"])
        _journal("substitution.begin", row, by, {"until": row.until}, moment)
    over = list(still.filter(until__lt=today))
    for row in over:
        _end(row, by, moment, "substitution.end")
    return len(begun) + len(over)


def _refusal(place: Municipality, new: Absence, absent: Person, substitute: Person) -> str:
    rows = Substitution.objects.filter(
        municipality=place, ended_at__isnull=True, since__lte=new.until, until__gte=new.since
    ).select_related("absent", "substitute")
    people = {absent, substitute, *(p for row in rows for p in (row.absent, row.substitute))}
    others = [Absence(r.absent_id, r.substitute_id, r.duty_id, r.since, r.until) for r in rows]
    names = {person.pk: person.get_short_name() for person in people}
    return refusal(new, others, names, timezone.localdate())


def _check_people(absent: Person, substitute: Person, duty: Duty | None, since: date) -> None:
    if absent.municipality_id != substitute.municipality_id:
        raise RuleViolation("Замещать может только сотрудник того же муниципалитета.")
    if not substitute.is_active:
        raise RuleViolation(f"Вход для {substitute} закрыт. Выберите другого или откройте вход.")
    if duty is not None and duty.person_id != absent.pk:
        raise RuleViolation(f"Эту роль исполняет не {absent}. Выберите роль из списка.")
    if not duties_to_hand_over(absent, max(since, timezone.localdate())).exists():
        raise RuleViolation(f"У {absent} в эти дни нет ролей: передавать нечего.")


def _end(row: Substitution, by: Actor, moment: datetime, code: str) -> None:
    row.ended_at = moment
    row.save(update_fields=["ended_at"])
    _journal(code, row, by, {"until": row.until}, moment)


def _journal(
    code: str, row: Substitution, by: Actor, after: dict, at: datetime | None = None
) -> None:
    names = {"absent": str(row.absent), "substitute": str(row.substitute)}
    role = row.duty.get_role_display() if row.duty else "все роли"
    journal.write(
        code,
        by=by,
        municipality_id=row.municipality_id,
        of=row.absent,
        after={**names, "duty": role, **after},
        at=at,
    )
