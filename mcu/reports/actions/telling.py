"""Whoever a report waits for is told: of figures that are ready, of a signature, of a term that is over."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from mcu.org.actions.notices import tell
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.queries.notices import duties_of_place
from mcu.org.rules.notices import Kind, Telling
from mcu.reports.models import Submission
from mcu.reports.queries import late, newest
from mcu.reports.rules.life import State


def tell_preparers(row: Submission, now: datetime) -> None:
    title = f"Цифры отчёта готовы, нужны выводы до {row.due_on:%d.%m}: {row.title}"
    _tell(row.municipality, [_telling(row, row.form.preparer, title, "prepared", now)], now)


def tell_signers(row: Submission, now: datetime) -> None:
    title = f"Отчёт ждёт вашей подписи до {row.due_on:%d.%m}: {row.title}"
    moment = f"ready {now:%Y%m%d%H%M%S}"
    _tell(row.municipality, [_telling(row, row.form.signer, title, moment, now)], now)


def tell_returned(row: Submission, now: datetime) -> None:
    moment = f"returned {now:%Y%m%d%H%M%S}"
    title = f"Отчёт вернули на доработку: {row.title}"
    _tell(row.municipality, [_telling(row, row.form.preparer, title, moment, now)], now)


def tell_late(place: Municipality, now: datetime) -> None:
    """Once for each report whose day is over."""
    rows = Submission.objects.filter(municipality=place).defer("figures").select_related("form")
    found = newest(rows).filter(late(now.astimezone(zone(place)).date()))
    tellings = [
        _telling(
            row, row.form.signer if row.state == State.READY else row.form.preparer,
            f"Срок отчёта прошёл {row.due_on:%d.%m}: {row.title}", f"late {row.due_on}", now,
        )
        for row in found
    ]  # fmt: skip
    _tell(place, tellings, now)


def _telling(row: Submission, role: str, title: str, moment: str, now: datetime) -> Telling:
    day = now.astimezone(zone(row.municipality)).date()
    held = duties_of_place(row.municipality_id, day)
    people = frozenset(duty.person_id for duty in held if duty.role == role)
    url = reverse("reports:report", args=[row.pk])
    return Telling(
        kind=Kind.REPORT, people=people, title=title, moment=moment, url=url,
        object_type="reports.submission", object_id=row.pk,
    )  # fmt: skip


def _tell(place: Municipality, tellings: Iterable[Telling], now: datetime) -> None:
    tell(municipality=place, tellings=tellings, now=now)
