"""How the bodies of the invented town stand: two months frozen, a word of one body, a decision."""

from datetime import datetime, timedelta

from mcu.analytics.rules.summary import Period
from mcu.demo.answers import approver_of
from mcu.demo.staff import Staff
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor
from mcu.ratings import actions
from mcu.ratings.actions import Charge
from mcu.ratings.models import RatingRun

WORDS = (
    "Часть сообщений пришла к нам не сразу: тему меняли дважды. С ноября дежурный разбирает "
    "новые в девять и в два часа."
)


def freeze_months(place: Municipality, staff: Staff, until: datetime) -> None:
    """The two finished months before the end; the last place speaks, its first priority is taken."""
    today = until.astimezone(zone(place)).date()
    last = today.replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=1)
    chief = staff.by_login["chief"]
    for end in (before, last):
        period = Period(end.replace(day=1), end)
        run = actions.freeze(
            place=place, period=period, by=chief, note="К совещанию у Главы", now=until
        )
    _react(run, staff, chief, until)


def _react(run: RatingRun, staff: Staff, chief: Actor, until: datetime) -> None:
    ranked = run.rows.filter(scope="all", place__isnull=False).order_by("-place")
    row = ranked.select_related("body").first()
    if row is None:
        return
    signer = staff.by_login[approver_of(row.body.code).login]
    actions.comment(run=run, body=row.body, text=WORDS, by=signer, now=until)
    first, *others = run.priorities.filter(body=row.body)[:2]
    charge = Charge(until.date() + timedelta(days=20))
    actions.accept(priority=first, by=chief, charge=charge, now=until)
    for other in others:
        actions.refuse(priority=other, by=chief, reason="Вернёмся через квартал", now=until)
