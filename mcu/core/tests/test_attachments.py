"""What comes as a file: told by its content, drawn anew, refused or held in words."""

import io
import os
import socketserver
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mcu.core import files
from mcu.core.attachments import Held, admit, antivirus, pictures
from mcu.core.attachments.kinds import KINDS, named, told
from mcu.core.errors import RuleViolation
from mcu.core.tests.pictures import photo


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A few hundred bytes that promise a plane of one colour of `side` × `side` dots."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.fixture
def stores(tmp_path: Path, settings) -> Path:
    settings.MCU_FILES = tmp_path
    return tmp_path


def laid(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
        (packed("[Content_Types].xml", "word/document.xml"), "word"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "excel"),
        (packed("word/document.xml", "word/vbaProject.bin"), "macros"),
        (packed("a.txt"), "archive"),
        (packed("META-INF/MANIFEST.MF"), "program"),
        (packed("mimetypeapplication"), "archive"),
        (b"Rar!\x1a\x07\x01", "archive"),
        (b"\x00\x00\x00\x18ftypmp42", "video"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"#!AMR\n", "audio"),
        (b"#!/bin/sh", "program"),
        (b"MZ\x90", "program"),
        ("Яма во дворе".encode(), "text"),
        ("Яма во дворе".encode("cp1251"), "text"),
        ("\ufeffЯма".encode("utf-16"), "text"),
        (("Я" * 9000).encode(), "text"),
        (b"<?xml version='1.0'?><svg xmlns='x'><script>1</script></svg>", "active"),
        (b"\n <!DOCTYPE html><p>", "active"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"ab\x00cd", "unknown"),
    ],
)  # fmt: skip
def test_what_a_file_is_is_told_by_its_content(content, code):
    assert told(content[:8192], content[-66_000:]) == code


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\я\\яма.JPG", "jpeg", "яма.JPG"),
        ("яма.png", "jpeg", "яма.jpg"),
        ("счёт.pdf.exe", "pdf", "счёт.pdf.exe.pdf"),
        ("фото\u202egpj.bat", "text", "фотоgpj.bat.txt"),
        ("\x00", "pdf", "файл.pdf"),
        ("а" * 400 + ".pdf", "pdf", "а" * 196 + ".pdf"),
        ('a"b<c>.csv', "text", "a_b_c_.csv"),
    ],
)
def test_a_name_loses_its_path_and_ends_as_its_content_is(name, code, expected):
    assert named(name, KINDS[code]) == expected


def test_a_photo_is_drawn_anew_without_marks_and_without_what_stands_behind_it(stores):
    marks = Image.Exif()
    marks[0x010F], marks[0x0112] = "KameraX", 6
    marks.get_ifd(0x8825)[1] = "N"
    content = photo("hello", form="JPEG", exif=marks, comment=b"GPS 57.0") + packed("evil.js")
    kept = admit("яма.jpg", [content, b"<script>alert(1)</script>"], preview=True)
    drawn = files.path_of(kept.key).read_bytes()
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (48, 64)  # turned as the camera was held
        assert not picture.getexif()
    assert [mark for mark in (b"KameraX", b"GPS", b"Exif", b"PK", b"script") if mark in drawn] == []
    assert (kept.kind, kept.held) == ("jpeg", "")
    assert laid(stores) == sorted({kept.key, kept.preview})


@pytest.mark.parametrize(
    ("form", "code"), [("PNG", "png"), ("GIF", "png"), ("WEBP", "jpeg"), ("BMP", "png")]
)
def test_every_kind_of_picture_becomes_one_that_a_page_may_show(stores, form, code):
    kept = admit("снимок.jpg", [photo("x", form=form)], preview=True)
    assert kept.kind == code
    with Image.open(files.path_of(kept.preview)) as small:
        assert small.format == "JPEG"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("фото.jpg", b"<html><body onload=alert(1)>", "сценарием"),
        ("рисунок.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>", "сценарием"),
        ("отчёт.pdf", b"MZ\x90\x00", "программа"),
        ("отчёт.docx", packed("word/document.xml", "word/vbaProject.bin"), "макросы"),
        ("бомба.png", huge_png(30_000), "велик"),
        ("бомба.png", huge_png(7_000), "велик"),
        ("снимок.jpg", photo()[:100], "повреждён"),
        ("снимок.heic", b"\x00\x00\x00\x18ftypheic", "HEIC"),
        ("нечто.bin", b"\x00" * 50, "не распознан"),
        ("пусто.pdf", b"", "пуст"),
    ],
)
def test_a_hostile_file_is_refused_in_words_and_leaves_nothing(stores, name, content, words):
    with pytest.raises(RuleViolation, match=words):
        admit(name, [content] if content else [])
    assert laid(stores) == []


def test_three_hundred_megabytes_are_refused_before_they_are_on_the_disk(stores):
    read = []

    def chunks() -> Iterator[bytes]:
        for number in range(300):
            read.append(number)
            yield b"a" * 2**20

    with pytest.raises(RuleViolation, match="больше 20 МБ"):
        admit("запись.txt", chunks())
    assert len(read) == 21
    assert laid(stores) == []


def test_what_a_channel_brought_is_held_with_the_reason_and_not_lost(stores):
    held = admit("фото.jpg", [b"<script>alert(1)</script>"], hold=True)
    assert (held.held, held.kind) == (Held.REFUSED, "active")
    assert "сценарием" in held.why
    assert files.path_of(held.key).read_bytes() == b"<script>alert(1)</script>"
    assert admit("снимок.jpg", [photo()[:100]], hold=True).held == Held.REFUSED


def test_an_archive_is_kept_as_it_came_and_never_opened(stores, monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("an archive was opened"))
    content = b"PK\x03\x04" + os.urandom(200)
    kept = admit("акты.zip", [content])
    assert (kept.kind, kept.held) == ("archive", "")
    assert files.path_of(kept.key).read_bytes() == content


def test_a_hidden_part_cannot_be_read_and_the_rest_stays():
    stripes = Image.new("RGB", (120, 120), "white")
    for x in range(0, 120, 4):
        stripes.paste("black", (x, 0, x + 2, 120))
    out = io.BytesIO()
    stripes.save(out, "PNG")
    hidden = pictures.hide(out.getvalue(), [pictures.Region(0.5, 0.5, 0.9, 0.5)])
    with Image.open(io.BytesIO(hidden.content)) as picture:
        assert len(set(picture.crop((60, 60, 120, 120)).get_flattened_data())) <= 36
        assert picture.crop((0, 0, 60, 120)).tobytes() == stripes.crop((0, 0, 60, 120)).tobytes()


@given(
    st.binary(max_size=200), st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]), st.integers(0, 300)
)
def test_no_file_whatever_breaks_the_drawing(noise, form, at):
    whole = photo("x", form=form)
    with suppress(RuleViolation):
        pictures.redraw(whole[:at] + noise + whole[at:])


class StandIn(socketserver.BaseRequestHandler):
    """A stand-in of clamd that speaks INSTREAM; it knows one signature, «virus»."""

    def handle(self) -> None:
        line = self.request.makefile("rb")
        command = line.read(6)
        if command == b"zPING\0":
            self.request.sendall(b"PONG\0")
            return
        assert command + line.read(4) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", line.read(4))[0]:
            content += line.read(size)
        found = b"stream: Stand-In.Virus FOUND\0" if b"virus" in content else b"stream: OK\0"
        self.request.sendall(
            b"INSTREAM size limit exceeded. ERROR\0" if b"huge" in content else found
        )


@contextmanager
def clamd(
    server: type[socketserver.BaseServer], address: object
) -> Iterator[socketserver.BaseServer]:
    with server(address, StandIn) as standing:  # type: ignore[arg-type]
        thread = Thread(target=standing.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield standing
        finally:
            standing.shutdown()
            thread.join()


def test_the_antivirus_is_asked_and_what_it_finds_is_refused_or_held(stores, settings):
    with clamd(socketserver.TCPServer, ("127.0.0.1", 0)) as server:
        settings.MCU_CLAMAV = f"tcp://127.0.0.1:{server.server_address[1]}"
        assert antivirus.is_there(settings.MCU_CLAMAV)
        assert admit("а.txt", [b"clean"]).held == ""
        with pytest.raises(RuleViolation, match=r"Stand-In\.Virus"):
            admit("а.txt", [b"a virus"])
        held = admit("а.txt", [b"a virus"], hold=True)
        assert (held.held, "Stand-In.Virus" in held.why) == (Held.INFECTED, True)
        assert admit("б.txt", [b"huge one"], hold=True).held == Held.UNCHECKED


def test_a_silent_antivirus_lets_nothing_through(stores, settings, tmp_path):
    settings.MCU_CLAMAV = f"unix:{tmp_path}/clamd"
    assert not antivirus.is_there(settings.MCU_CLAMAV)
    with pytest.raises(RuleViolation, match="Повторите через несколько минут"):
        admit("а.txt", [b"clean"])
    assert admit("а.txt", [b"clean"], hold=True).held == Held.UNCHECKED
    with clamd(socketserver.UnixStreamServer, f"{tmp_path}/clamd"):
        assert admit("б.txt", [b"clean too"]).held == ""
    settings.MCU_CLAMAV = "somewhere"
    with pytest.raises(antivirus.Unanswered):
        antivirus.ask(settings.MCU_CLAMAV, Path(__file__))
