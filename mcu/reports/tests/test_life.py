"""A report from its figures to its recipients: words, signature, what is frozen, corrections, files."""

from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mcu.channels.models import Outgoing
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.files import path_of
from mcu.core.models import JournalEntry
from mcu.core.tables import open_table
from mcu.org.models import CalendarDay, Notice
from mcu.org.rules.roles import Role, program
from mcu.ratings.tests.conftest import answered, last_month
from mcu.reports import papers
from mcu.reports.actions import life, sending
from mcu.reports.actions.forms import change_form, ensure_forms
from mcu.reports.actions.preparing import prepare
from mcu.reports.jobs import prepare_in
from mcu.reports.models import Submission
from mcu.reports.queries import draft_of
from mcu.reports.tests.conftest import form_of, prepared, signed, worded


def to(name, *args):
    return reverse(f"reports:{name}", args=args)


def table_of(report, section, title):
    (found,) = [one for one in report.contents if one.code == section]
    return next(table for table in found.tables if table.title.startswith(title))


@pytest.mark.row(80)
def test_the_report_of_pos_is_prepared_worded_signed_by_another_frozen_and_sent(town):
    pos, chief = town.client(Role.POS), town.client(Role.HEAD_OF_CENTRE)
    form = form_of(town)
    change_form(
        form=form, by=town.actor(Role.HEAD_OF_CENTRE),
        values={"recipients": ["Глава округа", "ЦУР; cur@example.ru"]},
    )  # fmt: skip
    form.since = last_month().since
    form.save(update_fields=["since"])
    fifth = last_month().until + timedelta(days=5)
    CalendarDay.objects.create(
        municipality=town.place, day=fifth, kind="off", title="Свой выходной"
    )
    assert prepare_in(town.place, timezone.now()) == 1
    report = Submission.objects.get(form=form)
    assert report.due_on != fifth
    indicators = {row[0]: row for row in table_of(report, "indicators", "Показатели").rows}
    assert indicators["V1"][2:4] == ("7", "3")
    assert indicators["T1"][2:6] == ("85,7\xa0%", "100\xa0%", "≥ 100\xa0%", "нет")
    assert indicators["T4"][5] == "да"
    assert table_of(report, "bodies", "Органы").rows[0][:4] == ("Водоканал", 7, 3, 1)
    assert len(table_of(report, "late", "Ответы с просрочкой").rows) == 1
    assert ("Нет воды", 3, 7, 4) in table_of(report, "causes", "Изменение: темы").rows
    assert str(report) in pos.get(to("today")).content.decode()
    page = pos.get(to("report", report.pk), {"draft": "1"})
    words = {f"words-{section.code}": section.draft for section, _ in page.context["sections"]}
    assert "Поступило 7\xa0сообщений, за прошлый период 3" in words["words-indicators"]
    pos.post(to("comment", report.pk), words | {"submit": "1"})
    assert pos.post(to("sign", report.pk)).status_code == 403
    assert str(report) in chief.get(to("today")).content.decode()
    chief.post(to("sign", report.pk))
    report.refresh_from_db()
    assert (report.state, report.signed_by) == ("signed", "Лисицын Е. И.")
    pos.post(to("send", report.pk), {"to-0": "1", "how-0": "на совещании", "to-1": "1"})
    letter = Outgoing.objects.get()
    assert letter.files[0]["key"] == report.document
    assert path_of(report.document).read_bytes()[:2] == b"PK"
    assert [(one.recipient, one.how) for one in report.sendings.all()] == [
        ("Глава округа", "на совещании"), ("ЦУР", sending.BY_LETTER),
    ]  # fmt: skip
    report.refresh_from_db()
    assert report.state == "sent"


@pytest.mark.row(81)
def test_the_report_of_incident_has_its_own_indicators_channels_and_people(town):
    report = signed(town, "incident", Role.INCIDENT)
    indicators = {row[0]: row for row in table_of(report, "indicators", "Показатели").rows}
    assert "T3" in indicators
    assert not {"T4", "T6"} & indicators.keys()
    assert indicators["T3"][5] == "нет"
    assert table_of(report, "networks", "Каналы").rows[0][:3] == ("Телефон", 5, 0)
    assert table_of(report, "bodies", "Органы").rows[0][:2] == ("Дорожная служба", 5)
    assert "1. Показатели" in _text(town.client(Role.INCIDENT), report)
    with pytest.raises(AccessDenied, match="Ответственный за Инцидент"):
        prepare(form=report.form, period=last_month(), by=town.actor(Role.POS))


def test_what_is_signed_is_never_counted_anew_and_a_correction_is_the_next_version(town):
    report = signed(town)
    seen = report.figures
    town.cases([answered(town.bodies["water"], town.topics["tap"], system="pos")])
    chief = town.actor(Role.HEAD_OF_CENTRE)
    with pytest.raises(RuleViolation, match="уже «подписан»"):
        life.recount(report=report, by=chief)
    for sql in (
        "UPDATE reports_submission SET figures = '[]'",
        "UPDATE reports_submission SET state = 'opened'",
        "DELETE FROM reports_submission",
        "UPDATE reports_conclusion SET text = 'иначе'",
        "DELETE FROM reports_conclusion",
    ):
        with (
            pytest.raises(Error, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    fresh = life.correct(report=report, reason="Пришло ещё одно сообщение", by=chief)
    assert (fresh.version, fresh.state) == (2, "opened")
    assert table_of(fresh, "indicators", "Показатели").rows[0][2] == "8"
    assert fresh.conclusions.count() == report.conclusions.count()
    report.refresh_from_db()
    assert report.figures == seen
    assert life.sealed(report) == report.digest
    assert JournalEntry.objects.get(action="report.sign").after["digest"] == report.digest
    with pytest.raises(RuleViolation, match="более новая"):
        life.correct(report=report, reason="Ещё", by=chief)
    listed = town.client(Role.POS).get(to("list")).content.decode()
    assert "версия 2" in listed


def test_nobody_signs_what_they_wrote_and_a_section_without_words_holds_it_back(town):
    report, chief = prepared(town), town.actor(Role.HEAD_OF_CENTRE)
    with pytest.raises(RuleViolation, match="Нет выводов к разделам: «Показатели»"):
        life.submit(report=report, by=chief)
    words = {one.code: "Хорошо" for one in report.contents}
    report = life.comment(report=report, words=words, by=chief)
    life.submit(report=report, by=chief)
    with pytest.raises(RuleViolation, match="другой человек"):
        life.sign(report=report, by=chief)
    back = life.give_back(report=report, reason="Где причины?", by=chief)
    assert (back.state, back.returned) == ("opened", "Где причины?")
    report = life.comment(
        report=back, words=dict.fromkeys(words, "Учтено"), by=town.actor(Role.POS)
    )
    life.submit(report=report, by=town.actor(Role.POS))
    assert life.sign(report=report, by=chief).state == "signed"


def test_what_changes_while_the_document_is_made_is_not_signed(town, monkeypatch, settings):
    report, chief = worded(town), town.actor(Role.HEAD_OF_CENTRE)
    depth, made = len(connection.savepoint_ids), papers.made

    def meanwhile(paper, kind):
        """Another signer sends it back, the words change, it waits for a signature again."""
        assert len(connection.savepoint_ids) == depth  # no transaction of the signature is open
        back = life.give_back(report=report, reason="Не то", by=chief)
        by = town.actor(Role.POS)
        life.submit(report=life.comment(report=back, words={"flow": "Иначе"}, by=by), by=by)
        return made(paper, kind)

    monkeypatch.setattr(papers, "made", meanwhile)
    with pytest.raises(RuleViolation, match="отчёт изменили, и он не подписан"):
        life.sign(report=report, by=chief)
    report.refresh_from_db()
    assert (report.state, report.document, report.signed_by) == ("ready", "", "")
    assert not [path for path in settings.MCU_FILES.rglob("*") if path.is_file()]
    monkeypatch.setattr(papers, "made", made)
    done = life.sign(report=report, by=chief)
    assert (done.state, life.sealed(done)) == ("signed", done.digest)


def test_what_changed_since_the_signer_opened_the_page_is_not_signed(town):
    report, client = worded(town), town.client(Role.HEAD_OF_CENTRE)
    page = to("report", report.pk)
    read = client.get(page).context["read"]
    by = town.actor(Role.POS)
    back = life.give_back(report=report, reason="Не то", by=town.actor(Role.HEAD_OF_CENTRE))
    life.submit(report=life.comment(report=back, words={"flow": "Иначе"}, by=by), by=by)
    refused = client.post(to("sign", report.pk), {"read": read})
    assert "после того, как вы его открыли" in refused.content.decode()
    report.refresh_from_db()
    assert report.state == "ready"
    client.post(to("sign", report.pk), {"read": client.get(page).context["read"]})
    report.refresh_from_db()
    assert report.state == "signed"


def test_the_job_makes_good_what_it_missed_makes_nothing_twice_and_tells_of_delay(town):
    form, period = form_of(town), last_month()
    assert prepare_in(town.place, timezone.now()) == 0
    form.since = (period.since - timedelta(days=1)).replace(day=1)
    form.save()
    preparer = town.person(Role.POS)
    later = timezone.now() + timedelta(days=40)
    assert prepare_in(town.place, later) >= 2
    count = Submission.objects.count()
    assert prepare_in(town.place, later) == 0
    assert Submission.objects.count() == count
    told = set(Notice.objects.filter(person=preparer).values_list("title", flat=True))
    assert any("Срок отчёта прошёл" in title for title in told)
    assert "срок прошёл" in town.client(Role.HEAD_OF_CENTRE).get(to("control")).content.decode()
    assert len(told) == Notice.objects.filter(person=preparer).count()


def test_only_a_whole_finished_period_is_prepared_and_a_form_says_what_is_wrong_with_it(town):
    form, by, today = form_of(town), program(town.place.pk), timezone.localdate()
    half = type(last_month())(last_month().since, last_month().since)
    with pytest.raises(RuleViolation, match="раз в месяц"):
        prepare(form=form, period=half, by=by)
    current = type(half)(today.replace(day=1), last_month().until + timedelta(days=28))
    with pytest.raises(RuleViolation):
        prepare(form=form, period=current, by=by)
    leader = town.client(Role.HEAD_OF_CENTRE)
    given = {
        "title": "Отчёт ПОС", "clause": "Пучеж 3.4.4", "system": "pos", "every": "quarter",
        "due_day": "5", "shift": "next", "preparer": "pos", "signer": "pos", "recipients": "ЦУР; куда",
        "sections": ["late", "indicators"], "active": "on",
    }  # fmt: skip
    for field, value, told in (
        ("recipients", "ЦУР; куда", "не почтовый адрес"),
        ("recipients", "", "Готовит и подписывает одна роль"),
    ):
        answer = leader.post(to("form", form.pk), given | {field: value})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert leader.post(to("form", form.pk), given | {"recipients": "", "signer": "head"}).url
    form.refresh_from_db()
    assert (form.every, form.sections, form.confirmed) == ("quarter", ["indicators", "late"], True)
    assert len(ensure_forms(place=town.place, today=today)) == 3
    assert "не проверено" in leader.get(to("forms")).content.decode()


def test_the_command_writes_the_signed_report_or_a_draft_in_every_format(town, tmp_path):
    report, span = worded(town), f"{last_month().since:%Y-%m}"
    said = StringIO()
    for kind in ("docx", "pdf", "xlsx"):
        out = tmp_path / f"r.{kind}"
        call_command("report", "pos", period=span, out=out, stdout=said)
        assert out.stat().st_size > 2000
    assert "Состояние: На подписи" in said.getvalue() or "на подписи" in said.getvalue()
    with open_table(BytesIO((tmp_path / "r.xlsx").read_bytes()), "r.xlsx") as book:
        assert book
    call_command("report", "incident", period=span, out=tmp_path / "i.docx", stdout=said)
    assert "Черновик" in said.getvalue()
    assert Submission.objects.count() == 1
    with pytest.raises(RuleViolation, match="Вид файла"):
        call_command("report", "pos", out=tmp_path / "r.odt")
    with pytest.raises(RuleViolation, match="Есть: incident, pos, pos-modules"):
        call_command("report", "nope", out=tmp_path / "r.docx")
    draft = draft_of(report.form, last_month(), timezone.now())
    assert draft.words["indicators"].startswith("Поступило 7")


def test_the_list_keeps_its_filters_in_the_address_and_its_queries_in_number(
    town, django_assert_max_num_queries
):
    signed(town)
    prepared(town, "incident")
    client = town.client(Role.HEAD_OF_CENTRE)
    client.get(to("list"))
    for query, number in (
        ({}, 2),
        ({"state": "signed"}, 1),
        ({"form": "incident"}, 1),
        ({"q": "нет"}, 0),
    ):
        with django_assert_max_num_queries(25):
            assert client.get(to("list"), query).context["page"].paginator.count == number
    assert client.get(to("export"), {"state": "signed"}).status_code == 200
    assert town.client(Role.EXECUTOR).get(to("list")).status_code == 403


def _text(client, report) -> str:
    found = client.get(to("report-export", report.pk))
    assert b"".join(found.streaming_content)[:2] == b"PK"
    page = client.get(to("report", report.pk)).content.decode()
    assert "совпадает с отпечатком" in page
    return page
