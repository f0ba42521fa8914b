"""Files of a case: given out safely, faces hidden by a person, held ones decided."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from mcu.cases import jobs
from mcu.cases.actions import annotate
from mcu.cases.actions.step import step
from mcu.cases.models import Attachment
from mcu.cases.rules.workflow import Verb
from mcu.core import files
from mcu.core.models import JournalEntry
from mcu.core.tests.pictures import photo
from mcu.org.rules.roles import program


def laid(case, name="яма.jpg", content=None, hold=False):
    by = program(case.municipality_id)
    with step(Verb.ATTACH, case, by=by) as work:
        content = photo("face", (120, 90)) if content is None else content
        return annotate.lay(work, annotate.take_in(name, [content], hold=hold))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_is_given_out_as_a_download_that_may_do_nothing(town, web):
    case = town.case()
    file = laid(case)
    response = web.head.get(reverse("cases:attachment", args=[case.pk, file.address]))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]
    assert body(response) == files.path_of(file.key).read_bytes()
    small = web.head.get(reverse("cases:file-preview", args=[case.pk, file.address]))
    with Image.open(io.BytesIO(body(small))) as picture:
        assert (small["Content-Type"], picture.format) == ("image/jpeg", "JPEG")


def test_a_file_is_found_only_by_its_own_address_in_its_own_case(town, web, elsewhere, sign_in):
    case, other = town.case(), town.case()
    file = laid(case)
    wrong = reverse("cases:attachment", args=[other.pk, file.address])
    assert web.head.get(wrong).status_code == 404
    right = reverse("cases:attachment", args=[case.pk, file.address])
    assert sign_in(elsewhere.head).get(right).status_code == 404
    assert web.head.get(f"/feed/{case.pk}/files/{file.pk}/").status_code == 404


def test_what_a_person_uploads_is_refused_in_words_on_the_page(town, web):
    case = town.case()
    bad = SimpleUploadedFile("фото.jpg", b"<html><script>alert(1)</script>")
    answer = web.head.post(reverse("cases:attach", args=[case.pk]), {"file": bad})
    assert answer.status_code == 422
    assert "сценарием" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_person_hides_a_face_and_the_original_is_opened_by_an_act(
    town, web, django_capture_on_commit_callbacks
):
    case = town.case()
    file = laid(case)
    before = files.path_of(file.key).read_bytes()
    page = reverse("cases:file-hide", args=[case.pk, file.address])
    assert "Обведите на снимке" in web.head.get(page).content.decode()
    wrong = web.head.post(page, {"regions": "10 20 abc"})
    assert wrong.status_code == 422
    assert web.head.post(page, {"regions": "0 0 50 50\n50,5 50 20 20"}).status_code == 302
    hidden = Attachment.objects.get(pk=file.pk)
    download = reverse("cases:attachment", args=[case.pk, file.address])
    assert body(web.head.get(download)) != before
    assert hidden.original == file.key
    with django_capture_on_commit_callbacks(execute=True):
        web.head.post(page, {"regions": "80 80 10 10"})
    again = Attachment.objects.get(pk=file.pk)
    assert again.original == file.key
    assert not files.path_of(hidden.key).exists()
    original = reverse("cases:file-original", args=[case.pk, file.address])
    assert web.head.post(original, {"reason": "нет такой"}).status_code == 422
    assert web.executor.post(original, {"reason": "control"}).status_code in {403, 404}
    assert body(web.head.post(original, {"reason": "control"})) == before
    entry = JournalEntry.objects.filter(action="file.original").get()
    assert entry.after["purpose"] == "проверить ответ"


def test_a_held_file_is_seen_but_not_given_out_until_somebody_decides(
    town, web, django_capture_on_commit_callbacks
):
    case = town.case()
    page, other = (
        laid(case, "а.html", b"<html>", hold=True),
        laid(case, "б.html", b"<svg>", hold=True),
    )
    card = web.head.get(reverse("cases:card", args=[case.pk])).content.decode()
    assert "на карантине" in card
    download = reverse("cases:attachment", args=[case.pk, page.address])
    assert web.head.get(download).status_code == 422
    listed = web.head.get(reverse("cases:held")).content.decode()
    assert "а.html" in listed
    assert web.executor.get(reverse("cases:held")).status_code == 403
    release = reverse("cases:file-release", args=[page.address])
    assert web.head.post(release, {"reason": " "}).status_code == 422
    assert web.head.post(release, {"reason": "Это выгрузка сайта"}).status_code == 302
    assert body(web.head.get(download)) == b"<html>"
    with django_capture_on_commit_callbacks(execute=True):
        web.head.post(reverse("cases:file-destroy", args=[other.address]))
    assert not files.path_of(other.key).exists()
    assert list(Attachment.objects.values_list("pk", flat=True)) == [page.pk]


def test_what_the_antivirus_was_silent_on_is_asked_again_by_itself(town, settings, tmp_path):
    settings.MCU_CLAMAV = f"unix:{tmp_path}/nobody"
    case = town.case()
    file = laid(case, hold=True)
    assert (file.held, file.preview) == ("unchecked", "")
    jobs.recheck_files(0)
    file.refresh_from_db()
    assert file.held == "unchecked"
    settings.MCU_CLAMAV = ""
    jobs.recheck_files(0)
    file.refresh_from_db()
    assert (file.held, bool(file.preview), file.kind) == ("", True, "jpeg")
