"""A file is taken in: raw first, digested into cases, nothing lost and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from mcu.cases.actions.answer import save_draft
from mcu.cases.actions.route import assign
from mcu.cases.models import Answer, Applicant, Case, Footprint, Suggestion, Term
from mcu.cases.queries import classifier_for
from mcu.channels.models import Outgoing
from mcu.core import journal, vault
from mcu.core.erasing import Due
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.intake.actions import take_batch
from mcu.intake.actions.erase import erase_rejects, rejects_due
from mcu.intake.actions.storing import store_cases
from mcu.intake.models import ImportRun, RawMessage
from mcu.intake.queries import Reference, rejects_workbook
from mcu.intake.reader import Batch, Entry, Same
from mcu.intake.rules.digest import Digested
from mcu.intake.tests.workbook import (
    COLUMNS,
    incident_rows,
    write_incident_csv,
    write_incident_workbook,
)
from mcu.org.models import Body

pytestmark = pytest.mark.owner  # COPY and whole tables are the owner's


def totals(run: ImportRun) -> tuple[int, int, int, int]:
    return run.new, run.updated, run.unchanged, run.rejected


@pytest.fixture
def later(write):
    """A later export of the same cabinet: the same incidents, of which `closed` were closed since."""

    def later(name: str, rows: int, closed: int, **invented):
        table = [list(row) for row in incident_rows(rows, **invented)]
        end = COLUMNS.index("Дата окончания")
        outcome, step = COLUMNS.index("Итог"), COLUMNS.index("Текущий шаг инцидента")
        still_open = [row for row in table if not row[end]][:closed]
        for row in still_open:
            row[end], row[outcome], row[step] = "2026-01-15 12:00:00", "Решено", "Готово"
        assert len(still_open) == closed
        return write(name, write_incident_workbook, rows=0, extra=table)

    return later


@pytest.mark.row(23)
@pytest.mark.row(26)
def test_an_export_becomes_cases_with_their_networks_topics_places_and_clocks(intake, write):
    path = write("выгрузка.xlsx", write_incident_workbook, rows=300, titles_above=2)
    run = intake.take(path)
    assert totals(run) == (300, 0, 0, 0)
    assert run.state == ImportRun.State.DONE
    cases = Case.objects.filter(municipality=intake.place)
    assert cases.count() == RawMessage.objects.count() == 300
    assert {"vk", "ok", "telegram", "max"} <= set(cases.values_list("channel", flat=True))
    assert cases.filter(topic__isnull=True).count() == 0
    assert cases.filter(state="closed", closed_at__isnull=True).count() == 0
    assert cases.filter(body__isnull=False).count() > 200
    assert cases.exclude(street="").exists()
    assert Term.objects.filter(case__in=cases, kind="first_reaction").count() == 300
    assert Footprint.objects.filter(case__in=cases, step=Footprint.Step.WAITS).count() == 300


def test_the_same_file_again_changes_nothing(intake, write):
    path = write("a.xlsx", write_incident_workbook, rows=120)
    intake.take(path)
    before = list(Case.objects.order_by("pk").values())
    run = intake.take(path)
    assert totals(run) == (0, 0, 120, 0)
    assert list(Case.objects.order_by("pk").values()) == before
    assert RawMessage.objects.count() == 120


def test_rows_stored_already_are_neither_masked_nor_sealed_again(
    committed_intake, write, monkeypatch
):
    passed: list[type] = []

    def watched(*, batch: Batch, **given: Any) -> None:
        passed.extend(map(type, batch.rows))
        take_batch(batch=batch, **given)

    monkeypatch.setattr("mcu.intake.actions.runs.take_batch", watched)
    path = write("a.xlsx", write_incident_workbook, rows=40)
    committed_intake.take(path)
    assert set(passed) == {Entry}
    passed.clear()
    assert totals(committed_intake.take(path)) == (0, 0, 40, 0)
    assert set(passed) == {Same}


def test_a_row_that_changed_after_the_reader_asked_is_read_again(intake, write, later, monkeypatch):
    intake.take(write("a.xlsx", write_incident_workbook, rows=60, open_share=0.5))
    monkeypatch.setattr("mcu.intake.actions.runs.BATCH", 20)
    monkeypatch.setattr("mcu.intake.actions.runs.stored_same", lambda run, digests: set(digests))
    run = intake.take(later("b.xlsx", 60, 7, open_share=0.5))
    assert totals(run) == (0, 7, 53, 0)
    assert Case.objects.filter(closed_at__date="2026-01-15").count() == 7


def test_the_same_rows_as_csv_and_in_another_order_of_columns_are_the_same_cases(intake, write):
    intake.take(write("a.xlsx", write_incident_workbook, rows=60))
    assert totals(intake.take(write("a.csv", write_incident_csv, rows=60))) == (0, 0, 60, 0)
    turned = write("b.xlsx", write_incident_workbook, rows=60, columns=tuple(reversed(COLUMNS)))
    assert totals(intake.take(turned)) == (0, 0, 60, 0)


def test_a_later_export_updates_what_changed_and_says_how_many(intake, write, later):
    intake.take(write("a.xlsx", write_incident_workbook, rows=100, open_share=0.5))
    was_open = Case.objects.filter(closed_at__isnull=True).count()
    run = intake.take(later("b.xlsx", 100, 7, open_share=0.5))
    assert totals(run) == (0, 7, 93, 0)
    assert Case.objects.filter(closed_at__isnull=True).count() == was_open - 7
    closed_now = Case.objects.filter(closed_at__date="2026-01-15")
    assert set(closed_now.values_list("state", "outcome")) == {("closed", "solved")}
    assert not Term.objects.filter(case__in=closed_now, met_at__isnull=True).exists()
    assert not closed_now.filter(due_at__isnull=False).exists()


def test_a_case_said_to_be_at_approval_elsewhere_can_be_worked_here(intake, write):
    cells = list(next(iter(incident_rows(1, open_share=1.0))))
    cells[COLUMNS.index("Текущий шаг инцидента")] = "На согласовании"
    intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=[cells]))
    case = Case.objects.get()
    assert (case.state, case.source_step) == ("in_work", "На согласовании")
    save_draft(case=case, text="Сделаем завтра.", by=intake.by)


def test_work_done_here_outlives_a_later_export_unless_it_closes_the_case(intake, write, later):
    intake.take(write("a.xlsx", write_incident_workbook, rows=40, open_share=1.0))
    body = Body.objects.get(code="roads")
    for case in Case.objects.order_by("external_id"):
        assign(case=case, body=body, by=intake.by)
        save_draft(case=case, text="Яму засыплем завтра, мастер участка на месте.", by=intake.by)
    intake.take(later("b.xlsx", 40, 5, open_share=1.0))
    assert Case.objects.filter(state="closed").count() == 5
    kept = Case.objects.exclude(state="closed")
    assert set(kept.values_list("state", "body__code")) == {("draft", "roads")}


def test_an_older_export_does_not_reopen_what_was_closed_here(intake, write, later):
    first = write("a.xlsx", write_incident_workbook, rows=30, open_share=1.0)
    intake.take(first)
    intake.take(later("b.xlsx", 30, 4, open_share=1.0))
    intake.take(first)
    assert Case.objects.filter(state="closed", closed_at__isnull=False).count() == 4


def test_answers_are_kept_once_with_the_time_of_the_first(intake, write):
    intake.take(write("a.xlsx", write_incident_workbook, rows=80))
    answered = Case.objects.filter(first_answer_at__isnull=False)
    assert answered.exists()
    texts = Answer.objects.values_list("case_id", "text")
    assert len(texts) == len(set(texts))
    first = Answer.objects.filter(number=1, case__first_answer_at__isnull=False)
    assert not first.exclude(published_at=F("case__first_answer_at")).exists()


def test_names_and_profiles_are_only_in_the_sealed_record(intake, write):
    cells = next(iter(incident_rows(1)))
    cells[COLUMNS.index("Текст инцидента")] = (
        "'[id77123|Пелагея Мышкина], меня зовут Пелагея Мышкина, тел. 8 900 123-45-67. Яма у дома"
    )
    cells[COLUMNS.index("URL автора")] = "http://vk.com/id77123"
    cells[COLUMNS.index("Урл поста")] = "http://vk.com/gim14?msgid=7&sel=77123"
    intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=[cells]))
    case = Case.objects.get()
    everything = " ".join(
        str(value) for value in Case.objects.filter(pk=case.pk).values()[0].values()
    )
    for secret in ("77123", "Мышкин", "123-45-67"):
        assert secret not in everything
        assert not JournalEntry.objects.filter(after__icontains=secret).exists()
    opened = vault.unseal(Applicant.objects.get(case=case).sealed)
    assert opened["applicant_profile"] == "http://vk.com/id77123"
    assert "Мышкина" in opened["original_text"]
    assert b"77123" not in bytes(RawMessage.objects.get().sealed)


def test_rejected_rows_come_back_with_the_reason_and_the_good_ones_are_in(intake, write):
    bad = [""] * len(COLUMNS)
    bad[COLUMNS.index("ID")] = "9000001"
    spoilt = next(iter(incident_rows(1, first_id=9_000_002)))
    spoilt[COLUMNS.index("Дата создания")] = "32.13.2025"
    path = write("a.xlsx", write_incident_workbook, rows=20, extra=[bad, spoilt])
    run = intake.take(path)
    assert totals(run) == (20, 0, 0, 2)
    reasons = list(run.rejects.values_list("reason", flat=True))
    assert reasons[0] == "нет ни текста, ни темы"
    assert "32.13.2025" in reasons[1]
    assert rejects_workbook(run).read(2) == b"PK"


def _a_week_before(run, days):
    now = run.finished_at + timedelta(days=days)
    return Due(run.municipality_id, "finished", now - timedelta(days=7), now)


def test_rejected_rows_are_forgotten_after_seven_days(intake, write):
    bad = [""] * len(COLUMNS)
    bad[COLUMNS.index("ID")] = "1"
    run = intake.take(write("a.xlsx", write_incident_workbook, rows=3, extra=[bad]))
    assert not rejects_due(_a_week_before(run, days=6)).exists()
    due = rejects_due(_a_week_before(run, days=8))
    assert erase_rejects(list(due.values_list("pk", flat=True)), run.finished_at) == 1
    with pytest.raises(RuleViolation, match="прошло семь дней"):
        rejects_workbook(run)


def test_unknown_topics_and_bodies_are_added_once_and_known_ones_are_matched(intake, write):
    cells = [list(row) for row in incident_rows(3)]
    for row, topic in zip(
        cells, ("Уборка дорог от снега и наледи", "Полёты дронов", "Полёты дронов"), strict=True
    ):
        row[COLUMNS.index("Группа тем")], row[COLUMNS.index("Тема")] = "Дороги", topic
        row[COLUMNS.index("Отдел")], row[COLUMNS.index("Исполнитель")] = "Служба неба", ""
    cells[0][COLUMNS.index("Исполнитель")] = "«Дорожная  служба»"
    version = classifier_for(intake.place.pk).version
    run = intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=cells))
    assert (run.topics_added, run.bodies_added) == (1, 1)
    known = classifier_for(intake.place.pk)
    assert known.version == version + 1
    assert known.named("Полёты дронов", "Дороги").parent.name == "Дороги"
    snow = Case.objects.get(topic__code__startswith="dorogi", topic__name__contains="снег")
    assert snow.body.code == "roads"
    assert Body.objects.filter(name="Служба неба").count() == 1


def test_a_compact_file_works_with_what_it_has(intake, tmp_path):
    path = tmp_path / "краткая.csv"
    path.write_text(
        "Исполнитель;Группа тем;Текст инцидента;Тема\n"
        "Дорожная служба;Дороги;Когда уберут снег с Полевой?;Уборка дорог от снега и наледи\n",
        encoding="cp1251",
    )
    run = intake.take(path)
    assert totals(run) == (1, 0, 0, 0)
    case = Case.objects.get()
    assert case.body.code == "roads"
    assert case.topic.name == "Уборка дорог от снега и наледи"
    assert totals(intake.take(path)) == (0, 0, 1, 0)


def test_a_file_without_topics_gets_suggestions_instead(intake, tmp_path):
    path = tmp_path / "appeals.csv"
    path.write_text("id,text\n1,Третий день нет горячей воды в доме на Садовой\n", encoding="utf-8")
    intake.take(path)
    case = Case.objects.get()
    assert case.topic is None
    best = case.suggestions.filter(about="topic").first()
    assert "вод" in best.title
    assert 0 < best.confidence <= 1
    assert "слова" in best.reason


@pytest.mark.parametrize("name", ["empty.xlsx", "letter.pdf", "photo.xlsx"])
def test_a_file_that_is_no_table_is_refused_in_words(intake, tmp_path, name):
    content = {
        "empty.xlsx": b"",
        "letter.pdf": b"%PDF-1.7 text",
        "photo.xlsx": b"\xff\xd8\xff\xe0 jpeg",
    }
    path = tmp_path / name
    path.write_bytes(content[name])
    with pytest.raises(RuleViolation) as refusal:
        intake.take(path)
    assert len(refusal.value.sentence) > 20
    assert Case.objects.count() == 0


def test_a_run_that_was_cut_off_goes_on_and_ends_with_every_row_once(intake, write, monkeypatch):
    monkeypatch.setattr("mcu.intake.actions.runs.BATCH", 25)
    path = write("a.xlsx", write_incident_workbook, rows=110)

    class Killed(Exception):
        pass

    def die(run: ImportRun) -> None:
        if run.position >= 50:
            raise Killed

    with pytest.raises(Killed):
        intake.take(path, progress=die)
    cut = ImportRun.objects.get()
    assert (cut.state, cut.position, Case.objects.count()) == ("running", 50, 50)
    run = intake.take(path)
    assert run.pk == cut.pk
    assert (run.position, run.new) == (110, 110)
    assert Case.objects.count() == RawMessage.objects.count() == 110


def test_every_batch_leaves_one_journal_entry_with_a_digest_and_the_chain_holds(
    intake, write, monkeypatch
):
    monkeypatch.setattr("mcu.intake.actions.runs.BATCH", 40)
    intake.take(write("a.xlsx", write_incident_workbook, rows=100))
    batches = JournalEntry.objects.filter(action="import.batch").order_by("pk")
    assert [entry.after["position"] for entry in batches] == [40, 80, 100]
    assert len({entry.after["digest"] for entry in batches}) == 3
    assert journal.verify(intake.place.pk) is None


def test_two_rows_of_one_incident_in_one_file_are_one_case_with_the_later_content(intake, write):
    first, second = (list(next(iter(incident_rows(1)))) for _ in range(2))
    second[COLUMNS.index("Итог")] = "Не решено"
    second[COLUMNS.index("Дата окончания")] = "2025-12-01 10:00:00"
    run = intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=[first, second]))
    assert (run.new, run.new + run.updated + run.unchanged + run.rejected) == (1, 2)
    assert Case.objects.get().outcome == "not_solved"


def test_the_reaction_clock_follows_the_norm_and_shows_what_was_late(intake, write):
    cells = list(next(iter(incident_rows(1))))
    cells[COLUMNS.index("Дата создания")] = "2025-10-01 10:00:00"
    cells[COLUMNS.index("Общее время первого ответа")] = "2025-10-03 10:00:00"
    cells[COLUMNS.index("Время 1го ответа ПИ")] = "2025-10-03 10:00:00"
    cells[COLUMNS.index("Общий текст первого ответа")] = "Ответ дан"
    intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=[cells]))
    reaction = Term.objects.get(kind="first_reaction")
    assert reaction.started_at == datetime(2025, 10, 1, 7, tzinfo=UTC)
    assert reaction.due_at == reaction.started_at + timedelta(hours=24)
    assert reaction.met_at == datetime(2025, 10, 3, 7, tzinfo=UTC)


def test_whoever_wrote_by_mail_and_came_by_a_file_is_told_the_valid_ways(intake, write):
    """The same automatic reply as when it is entered by hand: a fresh one, not answered, with an address."""
    run = intake.take(write("a.xlsx", write_incident_workbook, rows=4))
    now = timezone.now()
    personal = vault.seal({"applicant_contacts": "gromov@post.example"})
    said = Digested(
        **dict.fromkeys(Digested._fields, "")
        | dict.fromkeys(("closed_at", "assigned_at", "first_answer_at", "audience", "due_at", "rating"))
        | dict.fromkeys(("fast_track", "repeated", "extended"), False)
        | dict.fromkeys(("answers", "body_names"), ())
        | {"key": "1", "text": "Крыша течёт", "channel": "mail", "regime": "message", "state": "new"}
        | {"received_at": now - timedelta(hours=1), "importance": "normal"}
    )  # fmt: skip
    given = [
        said,
        said._replace(key="2", received_at=now - timedelta(days=9)),
        said._replace(key="3", channel="vk"),
        said._replace(key="4", first_answer_at=now),
    ]
    keys = store_cases(
        run, [Entry(one, b"", personal) for one in given], Reference(intake.place), now
    )
    sent = Outgoing.objects.get()
    assert sent.key == f"appeal-channels:{keys[0]}"
    assert Case.objects.get(pk=keys[0]).regime == "message"


def test_what_a_text_tells_is_labelled_on_import_as_well(intake, tmp_path):
    path = tmp_path / "appeals.csv"
    path.write_text("id,text\n1,В подъезде пахнет газом\n2,Яма на Мира\n", encoding="utf-8")
    intake.take(path)
    found = dict(Case.objects.values_list("external_id", "labels"))
    assert found == {"1": ["emergency"], "2": []}
    row = Suggestion.objects.get(about="label")
    assert (row.value, row.decided_at, "газ" in row.reason) == ("emergency", None, True)
