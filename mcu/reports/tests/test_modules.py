"""The analysis of the modules of ПОС: what each contains, what came of it, whose words conclude."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mcu.media.models import OfficialPage
from mcu.org.rules.roles import Role, program
from mcu.polls.models import Poll
from mcu.ratings.tests.conftest import answered, last_month
from mcu.reports.actions import life
from mcu.reports.actions.preparing import prepare
from mcu.reports.rules import periods
from mcu.reports.tests.conftest import form_of


def asked(place, title, period, **given):
    values = {
        "municipality": place, "title": title, "kind": "vote", "where": "pos", "starts": period.since,
        "ends": period.since + timedelta(days=9), "at": timezone.now(), "by_name": "Кто-то",
    }  # fmt: skip
    return Poll.objects.create(**values | given)


@pytest.mark.row(68)
def test_the_modules_of_pos_are_analysed_by_what_they_contain_with_conclusions(town):
    place, now = town.place, timezone.now()
    form = form_of(town, "pos-modules")
    form.every = "month"
    form.save(update_fields=["every"])
    period = last_month()
    before = periods.former("month", period)
    asked(
        place,
        "Где фонтан",
        period,
        people=120,
        counted_at=now,
        used_on=period.until,
        outcome="Ставим",
    )
    asked(place, "Какой сквер", period, kind="survey", people=30, counted_at=now)
    asked(place, "Имя улицы", before)
    asked(place, "На сайте", period, where="site")
    asked(place, "Правила благоустройства", period, kind="hearing")
    body = town.bodies["school"]
    for name, full in (("Школа", True), ("Отдел", False)):
        OfficialPage.objects.create(
            municipality=place, name=name, url=f"https://vk.com/{name}", network="vk", body=body,
            connected=full, badge=full, widget=full, subscribers=50,
        )  # fmt: skip
    report = prepare(form=form, period=period, by=program(place.pk))
    by_code = {one.code: one for one in report.contents}
    shown = {row[0]: row[1:3] for row in by_code["module_messages"].tables[0].rows}
    assert shown["Сообщений"] == ("7", "3")
    assert shown["Ответы в срок"] == ("85,7\xa0%", "100,0\xa0%")
    assert {
        "Закрытие, среднее, дн.",
        "Качество ответа, балл",
        "Средняя оценка, балл",
    } <= shown.keys()
    assert by_code["module_messages"].tables[1].rows[-1][1] == 7
    assert by_code["topics"].tables[0].rows[0][:3] == ("Вода", 7, 3)
    votes = by_code["module_votes"]
    kinds = {row[0]: row[1:] for row in votes.tables[0].rows}
    assert kinds["Голосование"] == (1, 1, 120, 1, 1)
    assert kinds["Опрос"] == (1, 0, 30, 1, 0)
    assert {row[0] for row in votes.tables[1].rows} == {"Где фонтан", "Какой сквер"}
    assert "не учтены: «Какой сквер»" in votes.draft
    assert "вне ПОС" in votes.notes[0]
    talks = by_code["module_talks"]
    assert talks.tables[1].rows[0][0] == "Правила благоустройства"
    assert "Итоги не внесены" in talks.draft
    pages = by_code["module_pages"]
    assert pages.tables[0].rows[0][1:] == (2, 1, 1, 1, 100)
    assert pages.tables[1].rows[0][0] == "Отдел"
    words = {code: one.draft for code, one in by_code.items()}
    by = town.actor(Role.POS)
    life.submit(report=life.comment(report=report, words=words, by=by), by=by)
    done = life.sign(report=report, by=town.actor(Role.HEAD_OF_CENTRE))
    assert done.frozen
    Poll.objects.all().delete()
    town.cases([answered(town.bodies["water"], None, system="pos")])
    done.refresh_from_db()
    assert done.contents == report.contents
