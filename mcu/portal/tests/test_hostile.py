"""A hundred hostile submissions: each gets a clear answer, none does harm."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mcu.cases.models import Applicant, Attachment, Case
from mcu.core.models import JournalEntry
from mcu.intake import jobs
from mcu.portal.models import Submission
from mcu.portal.queries.codes import new_key
from mcu.portal.tests.conftest import PIXEL

TEXT = "На Полевой яма во всю дорогу"
SENT, ASKED, REFUSED, HELD, GONE = "sent", "asked", "refused", "held", "gone"


def file(name: str, content: bytes, kind: str = "image/png") -> dict[str, Any]:
    return {"photos": [SimpleUploadedFile(name, content, kind)]}


def texts() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Ten ways each to write what should not be written."""
    yield from (
        (f"markup {n}", {"text": f"{TEXT} {evil}"}, SENT)
        for n, evil in enumerate((
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><script>", "{{ 7*7 }}",
            "{% load static %}", "javascript:alert(1)", "<!--#exec cmd='ls'-->", "<svg/onload=alert(1)>",
            "<iframe src=//evil>", "&#x3C;script&#x3E;",
        ))
    )  # fmt: skip
    yield from (
        (f"database {n}", {"text": f"{TEXT} {evil}", "address": evil, "name": ""}, SENT)
        for n, evil in enumerate((
            "'; DROP TABLE cases_case; --", "' OR 1=1 --", "%s %(x)s", "\\x00\\", "$1 $$", "\"; SELECT pg_sleep(9)",
            "UNION SELECT * FROM org_person", "E'\\\\'", "\ud7ff", "0x27",
        ))
    )  # fmt: skip
    yield from (
        (f"signs {n}", {"text": evil}, SENT)
        for n, evil in enumerate((
            f"{TEXT}\x00\x00", f"\u202e{TEXT}", f"{TEXT} 🕳️👩‍👩‍👧" * 20, "я̷̧̛̗ма̷ на дороге", f"{TEXT}\u200b\ufeff",
            f"{TEXT}\r\n\r\nSet-Cookie: a=b", "١٢٣ яма", f"{TEXT}\x1b[31m", "ЯМА " * 500, f"{TEXT}\ud7ff",
        ))
    )  # fmt: skip
    yield from (
        (f"nothing {n}", {"text": evil}, REFUSED)
        for n, evil in enumerate(
            ("", " ", "\n\n", "\x00", "...", "12345 67890", "!!!!!!", "🕳️🕳️🕳️🕳️🕳️", "я" * 10_001, "а б")
        )
    )


def places() -> Iterator[tuple[str, dict[str, Any], str]]:
    yield from (
        (f"point {n}", {"lat": lat, "lon": lon}, REFUSED)
        for n, (lat, lon) in enumerate((
            ("91", "0"), ("0", "181"), ("nan", "nan"), ("inf", "0"), ("1e400", "0"), ("а", "б"), ("55", ""),
            ("", "37"), ("-91", "0"), ("55; DROP", "37"),
        ))
    )  # fmt: skip
    yield from (
        (f"address {n}", {"address": evil}, SENT if len(evil) <= 300 else REFUSED)
        for n, evil in enumerate((
            "х" * 301, "улица " * 200, "../../etc/passwd", "<b>улица</b>", "\x00", "кв. 5, ул. Полевая, 14", "|||",
            "ул. Полевая, 99999999999999999999", "🏠", "Полевая\r\nX: y",
        ))
    )  # fmt: skip


def contacts() -> Iterator[tuple[str, dict[str, Any], str]]:
    yield from (
        (f"mail {n}", {"email": evil, "consent": "on"}, REFUSED)
        for n, evil in enumerate((
            "нет", "a@", "@b.ru", "a@b", "a@b.ru\nBcc: c@d.ru", "a b@c.ru", "a@b.ru, c@d.ru", "x" * 250 + "@b.ru",
            "<a@b.ru>", "a@b..ru",
        ))
    )  # fmt: skip
    yield "no consent", {"name": "Бобров"}, REFUSED
    yield "phone of letters", {"phone": "позвоните", "consent": "on"}, REFUSED
    yield "long name", {"name": "Б" * 201, "consent": "on"}, REFUSED
    yield "long phone", {"phone": "8" * 41, "consent": "on"}, REFUSED
    yield "consent without contact", {"consent": "on"}, SENT


def files() -> Iterator[tuple[str, dict[str, Any], str]]:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    broken = (PIXEL[:40], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\xff\xff\xff\xffWEBP")
    for n, content in enumerate((svg, b"MZ program", b"<html>", b"%PDF-1.4", b"GIF89a", *broken)):
        yield f"file {n}", file("фото.png", content), REFUSED
    yield "no content", file("пусто.png", b""), REFUSED
    yield "a name that climbs", file("../../etc/passwd", PIXEL), SENT
    yield "a name of markup", file("<script>.png", PIXEL), SENT
    yield "a tail behind the picture", file("a.png", PIXEL + b"<?php system('ls');"), SENT
    yield (
        "six photos",
        {"photos": [SimpleUploadedFile(f"{n}.png", PIXEL) for n in range(6)]},
        REFUSED,
    )
    yield "someone's photo", {"laid": "1:forged"}, SENT
    yield (
        "a huge picture",
        file("b.png", PIXEL[:16] + b"\xff\xff\xff\xff" * 2 + PIXEL[24:]),
        REFUSED,
    )


def tricks() -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "the trap", {"website": "https://buy.example"}, HELD
    yield "no key", {"key": ""}, REFUSED
    yield "short key", {"key": "1"}, REFUSED
    yield "key of markup", {"key": "<script>alert(1)</script>"}, REFUSED
    yield "key of zero bytes", {"key": "\x00" * 20}, REFUSED
    yield "long key", {"key": "k" * 65}, REFUSED
    yield "unknown topic", {"topic": "нет-такой"}, REFUSED
    yield "topic of markup", {"topic": "<b>"}, REFUSED
    yield "forged join", {"join": "WyJwcm9ibGVtIiwxXQ:1:x"}, REFUSED
    yield "join of nothing", {"join": ""}, REFUSED
    yield "fields nobody asked", {"state": "closed", "case": "1", "is_staff": "1"}, SENT
    yield "question of another", {"question-1": "да", "question-999999999999": "x"}, SENT
    yield "place of another", {"place": "a|b|c|d|e|f"}, SENT


KINDS = [*texts(), *places(), *contacts(), *files(), *tricks()]


def test_there_are_a_hundred_of_them():
    assert len(KINDS) >= 100


def test_none_does_harm_and_each_gets_a_clear_answer(portal, settings):
    settings.MCU_PORTAL_RATE = 1000
    client, url = Client(), reverse("portal:send", args=[portal.code])
    wrong = []
    for name, given, expected in KINDS:
        values = {"text": TEXT, "key": new_key(), "checked": "1"} | given
        if (found := outcome(client.post(url, values))) != expected:
            wrong.append((name, expected, found))
    assert wrong == []
    jobs.digest()
    sent = sum(expected == SENT for *_, expected in KINDS)
    assert Case.objects.count() == sent
    assert Submission.objects.filter(state="held").count() == 1
    assert set(Case.objects.values_list("state", flat=True)) == {"new"}
    assert {re.fullmatch(r"снимок \d\.png", name) is None for name in
            Attachment.objects.values_list("name", flat=True)} == {False}  # fmt: skip
    assert not Applicant.objects.filter(case__text__contains="Бобров").exists()
    assert JournalEntry.objects.filter(action="case.register").count() == sent


def outcome(page: Any) -> str:
    """What a person reads; nothing of what was sent has become part of the page."""
    words = page.content.decode()
    assert page.status_code in {200, 422}, page.status_code
    assert "alert(1)<" not in words
    assert "<script>alert" not in words
    assert "Traceback" not in words
    if page.status_code == 422:
        assert 'role="alert"' in words or 'class="error"' in words
        return REFUSED
    if "Сообщение принято" in words:
        return SENT
    return HELD if "Сообщение получено" in words else ASKED


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", ""),
        ("delete", ""),
        ("get", "check/"),
        ("post", "places/"),
        ("get", "m/нет/"),
        ("get", "m/x/add/"),
    ],
)
def test_a_wrong_knock_is_refused(portal, method, path):
    url = reverse("portal:send", args=[portal.code]) + path
    assert getattr(Client(), method)(url).status_code in {404, 405}


def test_whoever_sends_too_often_waits_for_a_person_and_then_is_refused(door, settings):
    settings.MCU_PORTAL_RATE = 2
    kinds = [outcome_of(door()) for _ in range(13)]
    assert kinds == [SENT] * 2 + [HELD] * 10 + [GONE]


def outcome_of(page: Any) -> str:
    return GONE if page.status_code == 429 else outcome(page)


def test_codes_are_not_tried_out(portal, settings):
    settings.MCU_PORTAL_RATE = 2
    url = reverse("portal:follow", args=[portal.code])
    tried = [
        Client().post(url, {"number": "1", "code": f"AAAA-BBBB-{n:04}"}).status_code
        for n in range(5)
    ]
    assert tried == [404] * 4 + [429]
