"""Hostile, huge and dangerous input at the doors of a card: only text, or refused in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mcu.cases.tests.test_pages import do, url

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "zero bytes": "до\x00после",
    "right to left": "\u202eשלום яма\u202c",
    "emoji": "🕳️🚗 яма 👩‍👩‍👧‍👦",
    "lone surrogate": "яма \ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "template": "{{ settings.SECRET_KEY }} {% debug %}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("verb", ["note", "draft", "ask"])
def test_hostile_text_is_only_text(verb, text, town, web):
    case = town.case()
    names = {"note": "text", "draft": "text", "ask": "question"}
    given = {names[verb]: text, "block": town.block.pk}
    do(web.head, case, verb, **given)
    page = web.head.get(url("card", case.pk)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x00" not in page


@pytest.mark.parametrize("verb", ["draft", "ask"])
def test_ten_megabytes_are_refused_in_words(verb, town, web):
    text = "а" * (5 * 2**20)
    response = web.head.post(
        url(verb, town.case().pk),
        {"text": text, "question": "", "block": town.block.pk}
        if verb == "draft"
        else {"question": text, "block": town.block.pk},
    )
    assert response.status_code == 422
    assert "Сократите" in response.content.decode()


def test_a_file_comes_as_a_download_only(town, web):
    case = town.case()
    do(web.head, case, "attach", file=SimpleUploadedFile("p.txt", b"plain words"))
    file = case.attachments.get()
    response = web.head.get(url("attachment", case.pk, file.address))
    assert b"".join(response.streaming_content) == b"plain words"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert web.head.get(url("attachment", town.case().pk, file.address)).status_code == 404


def test_programs_and_empty_files_are_refused(town, web):
    case = town.case()
    for content, word in ((b"MZ\x90", "программа"), (b"", "пуст")):
        file = SimpleUploadedFile("x.doc", content)
        response = web.head.post(url("attach", case.pk), {"file": file})
        assert response.status_code == 422
        assert word in response.content.decode()
