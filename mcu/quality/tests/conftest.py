"""The town of the cases, with answered cases and authors who can be written to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.cases.actions import answer, finish, route
from mcu.cases.models import Case
from mcu.cases.tests.conftest import (  # noqa: F401 -- the same town
    Town,
    elsewhere,
    files_folder,
    sign_in,
    town,
    web,
)
from mcu.org.rules.roles import program

URL = "https://mcu.example"


@pytest.fixture(autouse=True)
def address(settings):
    """Letters carry links."""
    settings.MCU_URL = URL


def answered(
    town: Town,  # noqa: F811
    *,
    email: str = "zhitel@example.ru",
    hours: float = 5,
    outcome: str = "solved",
    **given,
) -> Case:
    """A case answered and closed some hours ago; its author left an address, unless it is empty."""
    now = timezone.now() - timedelta(hours=hours)
    applicant = {"applicant_name": "Бобров Лев", "applicant_contacts": email} if email else {
        "applicant_name": "Бобров Лев", "applicant_contacts": "8 900 000-00-01"
    }  # fmt: skip
    values = {"received_at": now - timedelta(hours=3), "applicant": applicant} | given
    case, by = town.case(**values), program(town.place.pk)
    body = given.pop("body", None) or town.roads
    route.assign(case=case, body=body, by=by, now=now)
    answer.save_draft(case=case, text="Яму засыпали 20 ноября.", by=by, now=now)
    answer.submit(case=case, by=by, now=now)
    answer.approve(case=case, by=by, now=now)
    answer.publish(case=case, url="", by=by, now=now)
    if outcome:
        finish.close(case=case, outcome=outcome, by=by, now=now)
    return case
