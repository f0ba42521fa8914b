"""The page «Импорт»: what is shown before a file is taken in, and the mapping set by hand."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mcu.cases.models import Case
from mcu.core.models import JournalEntry
from mcu.core.tests import hostile
from mcu.intake import jobs
from mcu.intake.models import ColumnProfile, ImportRun
from mcu.intake.tests.workbook import COLUMNS, incident_rows, write_incident_workbook

pytestmark = pytest.mark.owner  # COPY and whole tables are the owner's

UNKNOWN = [["Выгрузка"], ["Жалоба", "Когда"], [], ["Яма на Полевой", "06.03.2026"]]


def upload(page: Client, content: bytes, name: str = "a.xlsx") -> ImportRun:
    given = {"file": SimpleUploadedFile(name, content), "layout": "auto"}
    assert page.post(reverse("intake:upload"), given).status_code == 302
    return ImportRun.objects.get()


def shown(page: Client, run: ImportRun):
    response = page.get(reverse("intake:run", args=[run.pk]))
    assert response.status_code == 200
    return response


def test_the_preview_counts_rows_as_the_file_does_also_after_blank_lines(page):
    target = io.BytesIO()
    blank = [""] * len(COLUMNS)
    extra = [blank, blank, next(incident_rows(1))]
    write_incident_workbook(target, rows=0, titles_above=1, extra=extra)
    sample = shown(page, upload(page, target.getvalue())).context["sample"]
    assert [row.line for row, _ in sample] == [5]


def test_rejected_rows_carry_their_number_in_the_file(intake, write):
    blank, bad = [""] * len(COLUMNS), [""] * len(COLUMNS)
    bad[COLUMNS.index("ID")] = "9000001"
    extra = [next(incident_rows(1)), blank, bad]
    run = intake.take(write("a.xlsx", write_incident_workbook, rows=0, extra=extra))
    assert (run.position, list(run.rejects.values_list("row", flat=True))) == (2, [4])


def test_a_file_with_unknown_headers_is_mapped_by_hand_and_then_taken_in(page):
    run = upload(page, hostile.xlsx(UNKNOWN))
    response = shown(page, run)
    assert "знакомых заголовков" in response.context["unknown_header"]
    assert response.context["match"].titles == ("Жалоба", "Когда")
    chosen = {"field-text": "0", "field-created_at": "1", "name": "Жалобы"}
    assert page.post(reverse("intake:mapping", args=[run.pk]), chosen).status_code == 302
    response = shown(page, run)
    assert response.context["unknown_header"] == ""
    assert [row.text for row, _ in response.context["sample"]] == ["Яма на Полевой"]
    assert ColumnProfile.objects.get().columns == {"text": "Жалоба", "created_at": "Когда"}
    page.post(reverse("intake:start", args=[run.pk]))
    jobs.run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows, run.percent) == (ImportRun.State.DONE, 1, 100)
    assert Case.objects.get().text == "Яма на Полевой"


def test_the_share_taken_in_grows_with_every_batch(intake, write, monkeypatch):
    monkeypatch.setattr("mcu.intake.actions.runs.BATCH", 200)
    seen: list[int] = []
    path = write("a.xlsx", write_incident_workbook, rows=1000)
    intake.take(path, progress=lambda run: seen.append(run.percent))
    assert seen == sorted(seen)
    assert 0 < seen[0] < 100
    assert ImportRun.objects.get().percent == 100


def test_a_saved_mapping_is_seen_renamed_used_again_and_removed(page):
    run = upload(page, hostile.xlsx(UNKNOWN))
    chosen = {"field-text": "0", "field-created_at": "1", "name": "Жалобы"}
    page.post(reverse("intake:mapping", args=[run.pk]), chosen)
    layout = ColumnProfile.objects.get()
    index = page.get(reverse("intake:index")).content.decode()
    assert "Жалобы" in index
    assert "Жалоба" in index
    rename = reverse("intake:rename-layout", args=[layout.pk])
    assert page.post(rename, {"name": " "}).status_code == 422
    assert page.post(rename, {"name": "Портал жалоб"}).status_code == 302
    ImportRun.objects.all().delete()
    given = {"file": SimpleUploadedFile("b.xlsx", hostile.xlsx(UNKNOWN)), "layout": "Портал жалоб"}
    page.post(reverse("intake:upload"), given)
    again = ImportRun.objects.get()
    sample = shown(page, again).context["sample"]
    assert [row.text for row, _ in sample] == ["Яма на Полевой"]
    remove = reverse("intake:remove-layout", args=[layout.pk])
    ImportRun.objects.update(state=ImportRun.State.RUNNING)
    assert page.post(remove).status_code == 422
    ImportRun.objects.update(state=ImportRun.State.DONE)
    assert page.post(remove).status_code == 302
    assert not ColumnProfile.objects.exists()
    actions = JournalEntry.objects.filter(action__startswith="import.layout")
    assert list(actions.order_by("sequence").values_list("action", flat=True)) == [
        "import.layout", "import.layout_removed",
    ]  # fmt: skip


def test_a_mapping_to_a_column_that_is_not_there_is_refused(page):
    run = upload(page, hostile.xlsx(UNKNOWN))
    url = reverse("intake:mapping", args=[run.pk])
    assert page.post(url, {"field-text": "77"}).status_code == 422
    assert not ColumnProfile.objects.exists()
