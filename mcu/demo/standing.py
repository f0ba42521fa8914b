"""How the bodies of the invented town stand: two months frozen, a word of one body, a decision."""

from datetime import date, datetime, timedelta

from mcu.analytics.rules.summary import Period
from mcu.cases.models import Case
from mcu.demo.answers import approver_of
from mcu.demo.staff import Staff
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor
from mcu.ratings import actions
from mcu.ratings.actions import Charge
from mcu.ratings.actions.aims import freeze_baseline
from mcu.ratings.models import RatingRun

QUIET = 5
WORDS = (
    "Часть сообщений пришла к нам не сразу: тему меняли дважды. С ноября дежурный разбирает "
    "новые в девять и в два часа."
)


def freeze_months(place: Municipality, staff: Staff, until: datetime) -> None:
    """The baseline of the aims and the two finished months before the end; the last place speaks,
    its first priority is taken."""
    last = _month_before(until.astimezone(zone(place)).date())
    before = _month_before(last.since)
    earliest = _month_before(before.since)
    chief = staff.by_login["chief"]
    if _is_quiet(place, earliest):
        return
    freeze_baseline(place=place, period=earliest, by=chief, note="До работы центра", now=until)
    for period in (before, last):
        if not _is_quiet(place, period):
            note = "К совещанию у Главы"
            run = actions.freeze(place=place, period=period, by=chief, note=note, now=until)
            if period is last:
                _react(run, staff, chief, until)


def _month_before(day: date) -> Period:
    end = day.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


def _is_quiet(place: Municipality, period: Period) -> bool:
    """A town of a handful of messages has nothing to compare."""
    days = (period.since, period.until)
    sent = Case.objects.filter(
        municipality=place, body__isnull=False, received_at__date__range=days
    )
    return sent.count() < QUIET


def _react(run: RatingRun, staff: Staff, chief: Actor, until: datetime) -> None:
    ranked = run.rows.filter(scope="all", place__isnull=False).order_by("-place")
    row = ranked.select_related("body").first()
    if row is None:
        return
    signer = staff.by_login[approver_of(row.body.code).login]
    actions.comment(run=run, body=row.body, text=WORDS, by=signer, now=until)
    charge = Charge(until.date() + timedelta(days=20))
    for number, priority in enumerate(run.priorities.filter(body=row.body)[:2]):
        if number == 0:
            actions.accept(priority=priority, by=chief, charge=charge, now=until)
        else:
            reason = "Вернёмся через квартал"
            actions.refuse(priority=priority, by=chief, reason=reason, now=until)
