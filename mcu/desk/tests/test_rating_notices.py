"""Whoever answers for the work is told that a resident is not content with the answer."""

from django.utils import timezone

from mcu.cases.tests.conftest import files_folder, sign_in, town, web  # noqa: F401 -- the same town
from mcu.desk.actions.notices import look_through
from mcu.org.models import Notice
from mcu.org.rules.roles import program
from mcu.quality.actions import rate_by_phone
from mcu.quality.tests.conftest import answered


def test_the_head_is_told_of_a_bad_mark_and_not_of_a_good_one(town):  # noqa: F811
    bad, good = answered(town), answered(town)
    look_through(town.place, timezone.now())  # the first look only notes where it stands
    for case, score, solved in ((bad, 1, "no"), (good, 5, "yes")):
        rate_by_phone(case=case, score=score, solved=solved, reasons=[], by=program(town.place.pk))
    look_through(town.place, timezone.now())
    told = list(Notice.objects.filter(kind="rated"))
    assert {notice.person_id for notice in told} >= {town.head.pk, town.approver.pk}
    assert {notice.title.split(" · ")[0] for notice in told} == {f"Житель недоволен ответом: {bad}"}
