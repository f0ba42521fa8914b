"""The baseline of the aims is frozen, targets are set."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission
from mcu.ratings.models import Baseline, Target
from mcu.ratings.queries.aims import measured
from mcu.ratings.rules.aims import AIMS

MOST_NOTE = 500


@transaction.atomic
def freeze_baseline(
    *, place: Municipality, period: Period, by: Actor, note: str = "", now: datetime | None = None
) -> Baseline:
    """The aims as they stand in a finished period; another one may be frozen beside it."""
    require(by, Permission.RATINGS)
    moment = now or timezone.now()
    if period.until >= timezone.localdate(moment, timezone=zone(place)):
        raise RuleViolation("Период ещё не кончился: базовым берут законченный.")
    Municipality.objects.select_for_update(no_key=True).get(pk=place.pk)
    found = measured(place, period, now)
    if not found.cases:
        raise RuleViolation("За этот период сообщений нет: сравнивать будет не с чем.")
    last = Baseline.objects.filter(municipality=place).aggregate(last=Max("number"))["last"]
    row = Baseline.objects.create(
        municipality=place, number=(last or 0) + 1, since=period.since, until=period.until,
        values={code: [value.value, value.base] for code, value in found.values.items()},
        as_of=found.as_of, at=moment, by_id=by.person_id, by_name=by.name,
        note=note.replace("\x00", "").strip()[:MOST_NOTE],
    )  # fmt: skip
    after = {"since": row.since, "until": row.until, "values": row.values}
    journal.write("aims.freeze", by=by, municipality_id=place.pk, of=row, after=after, at=moment)
    return row


@transaction.atomic
def set_target(
    *, place: Municipality, code: str, value: float | None, by: Actor, due: date | None = None,
    ground: str = "",
) -> None:  # fmt: skip
    """What is wanted of an aim; without a value the usual target holds again."""
    require(by, Permission.RATINGS)
    if code not in AIMS:
        raise RuleViolation("Такой цели нет. Выберите из списка.")
    rows = Target.objects.filter(municipality=place, code=code)
    old = rows.first()
    title = AIMS[code].measure.title
    if value is None:
        rows.delete()
    elif not 0 <= value <= 10_000:
        raise RuleViolation("Цель — число от 0 до 10 000.")
    else:
        Target.objects.update_or_create(
            municipality=place, code=code,
            defaults={"value": value, "due": due, "ground": ground.replace("\x00", "").strip()[:300]},
        )  # fmt: skip
    journal.write(
        "aims.target", by=by, municipality_id=place.pk, before={"target": old.value if old else None},
        after={"name": title, "target": value, "due": due},
    )  # fmt: skip
