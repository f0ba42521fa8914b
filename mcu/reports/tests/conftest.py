"""The town of the ratings: a finished month in ПОС, «Инцидент» and its own letters."""

import pytest
from django.utils import timezone

from mcu.analytics.tests.conftest import (  # noqa: F401 -- the same town
    district,
    files_folder,
    neighbour,
)
from mcu.org.rules.roles import Role, program
from mcu.ratings.tests.conftest import answered, last_month, lived, month_before
from mcu.reports.actions import life
from mcu.reports.actions.forms import ensure_forms
from mcu.reports.actions.preparing import prepare


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path
    settings.MCU_FILES = tmp_path / "files"


@pytest.fixture
def town(district):  # noqa: F811
    lived(district)
    tap, water = district.topics["tap"], district.bodies["water"]
    district.cases([answered(water, tap, system="pos", period=month_before()) for _ in range(3)])
    district.cases([answered(water, tap, hours=150, system="pos")])
    return district


def form_of(town, code="pos"):
    forms = ensure_forms(place=town.place, today=timezone.localdate())
    return next(form for form in forms if form.code == code)


def prepared(town, code="pos"):
    return prepare(form=form_of(town, code), period=last_month(), by=program(town.place.pk))


def worded(town, code="pos", role=Role.POS):
    """With the words of the one who prepares, on its way to be signed."""
    report = prepared(town, code)
    words = {one.code: f"Вывод: {one.title}" for one in report.contents}
    report = life.comment(report=report, words=words, by=town.actor(role))
    return life.submit(report=report, by=town.actor(role))


def signed(town, code="pos", role=Role.POS):
    report = worded(town, code, role)
    return life.sign(report=report, by=town.actor(Role.HEAD_OF_CENTRE))
