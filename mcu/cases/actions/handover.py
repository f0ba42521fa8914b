"""Cases go to the substitute when an absence begins, and back when it ends."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.models import Assignment, Case, HandOver
from mcu.cases.queries.handover import waiting_hand_over, waiting_return
from mcu.core import journal
from mcu.org.actions import turn_substitutions
from mcu.org.models import Municipality, Person, Substitution
from mcu.org.queries import running, zone
from mcu.org.rules.roles import Actor, program


def settle(*, municipality: Municipality, now: datetime | None = None) -> tuple[int, int]:
    """Bring everything to where it belongs today: (handed over, given back). Again: (0, 0)."""
    moment = now or timezone.now()
    today = moment.astimezone(zone(municipality)).date()
    by = program(municipality.pk, "Замещение")
    turn_substitutions(municipality=municipality, today=today, by=by, now=moment)
    back = sum(_give_back(row, by, moment) for row in waiting_return(municipality.pk, today))
    return _hand_over_all(municipality, today, by, moment), back


def _hand_over_all(municipality: Municipality, today: date, by: Actor, moment: datetime) -> int:
    return sum(
        _hand_over(case, row, by, moment)
        for row in running(municipality.pk, today)
        for case in waiting_hand_over(row, today)
    )


@transaction.atomic
def _hand_over(case: Case, row: Substitution, by: Actor, moment: datetime) -> bool:
    """False when somebody else was quicker."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.executor_id != row.absent_id or not locked.is_open:
        return False
    _, made = HandOver.objects.get_or_create(substitution=row, case=locked, defaults={"at": moment})
    if made:
        why = f"{row.get_reason_display()} по {row.until:%d.%m.%Y}: замещает {row.absent}"
        _charge(locked, row.substitute, why, by, moment)
        _journal("case.hand_over", locked, by, row.absent, row.substitute, moment)
    return made


@transaction.atomic
def _give_back(hand_over: HandOver, by: Actor, moment: datetime) -> bool:
    """Back to whose it was, unless it was closed or given to a third person meanwhile."""
    locked = Case.objects.select_for_update().get(pk=hand_over.case_id)
    if not HandOver.objects.filter(pk=hand_over.pk, returned_at__isnull=True).update(
        returned_at=moment
    ):
        return False
    row = hand_over.substitution
    if locked.executor_id != row.substitute_id or not locked.is_open or not row.absent.is_active:
        return False
    _charge(locked, row.absent, f"замещение окончено: {row.substitute}", by, moment)
    _journal("case.hand_back", locked, by, row.substitute, row.absent, moment)
    return True


def _charge(case: Case, to: Person, why: str, by: Actor, moment: datetime) -> None:
    """Another executor; the state, the clocks and the draft stay as they are."""
    case.executor = to
    case.save(update_fields=["executor"])
    Assignment.objects.create(
        case=case,
        body_id=case.body_id,
        block_id=case.block_id,
        executor=to,
        at=moment,
        by_name=by.name,
        reason=why[:500],
    )


def _journal(
    code: str, case: Case, by: Actor, source: Person, to: Person, moment: datetime
) -> None:
    journal.write(
        code,
        by=by,
        municipality_id=case.municipality_id,
        of=case,
        before={"executor": str(source)},
        after={"executor": str(to)},
        at=moment,
    )
