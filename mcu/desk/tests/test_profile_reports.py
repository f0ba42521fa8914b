"""A profile sets the forms of reports; what people change in them is seen, kept and taken back."""

import pytest

from mcu.core.models import JournalEntry
from mcu.core.profile import Mistakes
from mcu.core.profile.difference import Verdict
from mcu.desk.actions import load_profile, restore_setting
from mcu.desk.queries.profile import comparison, exported, wanted_from
from mcu.desk.tests.profiles import GOOD
from mcu.org.rules.roles import Actor, DutyView, Role
from mcu.reports.actions.forms import change_form
from mcu.reports.models import ReportForm
from mcu.reports.rules.standard import standard

ACT = """
[[acts]]
code = "rules"
main = true
title = "Положение"
"""
OWN = """
[[reports]]
code = "region"
title = "Отчёт для ЦУР"
to = ["region_centre", "head"]
by = ["centre"]
signer = "head"
period = "half_year"
due_day = 5
shift = "none"
sections = ["indicators", "late"]
clause = "6.2"
[[reports]]
code = "materials"
title = "Материалы по запросу"
to = "region_centre"
period = "on_request"
"""
POS = """
[[reports]]
code = "pos"
title = "Отчётность ПОС"
to = "all"
by = "incident"
clause = "3.4"
"""


def test_a_profile_sets_the_forms_shows_what_differs_and_keeps_what_people_changed(db, written):
    place = load_profile(written(GOOD + ACT + OWN))
    assert ReportForm.objects.filter(municipality=place).count() == 4
    form = ReportForm.objects.get(municipality=place, code="region")
    assert (form.every, form.due_day, form.shift, form.signer) == ("half_year", 5, "none", "head")
    assert (form.recipients, form.clause) == (["ЦУР", "Глава муниципалитета"], "п. 6.2")
    assert form.confirmed
    assert JournalEntry.objects.filter(action="report.form", object_id=form.pk).count() == 1
    assert comparison(place, wanted_from(exported(place), "own.toml")).changes == []
    later = wanted_from(GOOD + ACT + OWN.replace("due_day = 5", "due_day = 8") + POS, "own.toml")
    found = {(one.key, one.label, one.verdict) for one in comparison(place, later).changes}
    assert (("region",), "Отчёт для ЦУР: на какой день после периода", Verdict.SET) in found
    change_form(form=form, values={"due_day": 12}, by=_administrator(place))
    (kept,) = comparison(place, wanted_from(GOOD + ACT + OWN, "own.toml")).changes
    assert (kept.verdict, kept.now, kept.wanted) == (Verdict.KEPT, 12, 5)
    restore_setting(place=place, where=kept.place, by=_administrator(place))
    form.refresh_from_db()
    assert form.due_day == 5
    load_profile(written(GOOD + ACT + POS))
    assert not ReportForm.objects.get(pk=form.pk).active
    pos = ReportForm.objects.get(municipality=place, code="pos")
    assert (pos.title, pos.preparer, pos.recipients) == (
        "Отчётность ПОС", "incident", ["Глава муниципалитета"],
    )  # fmt: skip
    assert not pos.confirmed
    assert load_profile(written(GOOD + ACT + OWN)).pk == place.pk
    assert ReportForm.objects.get(pk=form.pk).active


def test_a_form_nobody_has_set_is_no_difference_and_takes_what_a_new_profile_says(db, written):
    """As in a municipality that had its profile before forms were read from it."""
    place = load_profile(written(GOOD + ACT + POS))
    forms = ReportForm.objects.filter(municipality=place, code="pos")
    forms.update(**{name: standard()["pos"].values[name] for name in ("title", "preparer")})
    assert comparison(place, wanted_from(GOOD + ACT + POS, "own.toml")).changes == []
    load_profile(written(GOOD + ACT + POS.replace("Отчётность", "Отчёт")))
    assert (forms.get().title, forms.get().preparer) == ("Отчёт ПОС", "incident")


def test_an_unknown_term_or_section_is_refused_with_its_line(db, written):
    for wrong, told in (
        (OWN.replace('"half_year"', '"fortnight"'), "поле period"),
        (OWN.replace('"late"', '"latte"'), "late"),
        (OWN.replace("due_day = 5", "due_day = 61"), "60"),
    ):
        with pytest.raises(Mistakes, match=told):
            load_profile(written(GOOD + ACT + wrong))


def _administrator(place):
    return Actor(
        None, "Кто-то", place.pk, (DutyView(Role.ADMINISTRATOR, None, None, frozenset(), ""),)
    )
