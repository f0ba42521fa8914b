"""A disk fills up in the middle: one sentence, nothing lost, and it goes on when there is room."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mcu.cases.models import Case
from mcu.core.tests import hostile
from mcu.intake import jobs
from mcu.intake.models import ImportRun
from mcu.intake.tests.workbook import write_incident_workbook

pytestmark = pytest.mark.long

NO_ROOM = "нет места"
MEBIBYTE = 2**20
FOR_DATABASE = 400  # MiB: a server with its tables takes about sixty
ROWS = 300
LEFT = 40  # MiB: several batches find room there


class Disk:
    """A small disk of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ballast = path / "ballast"

    def fill(self, leave: int = 0) -> None:
        """Leave so many bytes."""
        room = os.statvfs(self.path)
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leave)

    def free(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """A disk of as many MiB as the test asks for; needs the right to mount one."""
    path = tmp_path / "disk"
    path.mkdir(mode=0o755)
    size = getattr(request, "param", 8)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=755", "tmpfs", str(path)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("полный диск не проверен: нужны права root и команда mount")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def mcu(data: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    """A command on the embedded database of that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MCU_")}
    command = [sys.executable, "-m", "mcu", *map(str, words)]
    return subprocess.run(
        command, env={**kept, "MCU_DATA": str(data)}, capture_output=True, text=True, check=False
    )


def token(page: Client) -> dict[str, str]:
    """What a browser sends with every form; its check is what reads an upload first."""
    page.handler.enforce_csrf_checks = True
    page.get(reverse("intake:index"))
    return {"csrfmiddlewaretoken": page.cookies["csrftoken"].value}


def upload(page: Client, content: bytes) -> HttpResponse:
    file = SimpleUploadedFile("a.xlsx", content)
    return page.post(reverse("intake:upload"), {**token(page), "file": file})


@pytest.mark.parametrize("disk", [8], indirect=True)
def test_no_room_for_a_database_at_all_is_said_in_one_sentence(disk, write):
    done = mcu(disk.path / "var", "import", write("a.xlsx", write_incident_workbook, rows=2))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert NO_ROOM in done.stderr


@pytest.mark.parametrize("disk", [FOR_DATABASE], indirect=True)
def test_a_command_whose_database_found_no_room_goes_on_later_with_every_row_once(disk, write):
    data = disk.path / "var"
    path = write("a.xlsx", write_incident_workbook, rows=12_000)
    assert mcu(data, "profile", "load", "demo").returncode == 0
    disk.fill(leave=LEFT * MEBIBYTE)
    stopped = mcu(data, "import", path, "--json")
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert NO_ROOM in stopped.stderr.splitlines()[-1]
    assert "Traceback" not in stopped.stderr
    disk.free()
    totals = json.loads(mcu(data, "import", path, "--json").stdout)
    assert (totals["rows"], totals["new"], totals["unchanged"]) == (12_000, 12_000, 0)
    assert mcu(data, "journal", "verify").returncode == 0


@pytest.mark.parametrize("folder", ["MCU_FILES", "FILE_UPLOAD_TEMP_DIR"])
def test_an_upload_that_finds_no_room_is_refused_and_leaves_nothing(
    disk, page, settings, write, folder
):
    setattr(settings, folder, disk.path)
    content = write("a.xlsx", write_incident_workbook, rows=6_000).read_bytes()
    assert len(content) > MEBIBYTE
    disk.fill(leave=MEBIBYTE)
    refused = upload(page, content)
    assert refused.status_code == 422
    assert NO_ROOM in refused.content.decode()
    assert [each.name for each in disk.path.iterdir()] == ["ballast"]
    disk.free()
    assert upload(page, content).status_code == 302


def test_a_run_without_room_for_its_temporary_file_says_so_and_goes_on_by_itself(
    disk, page, monkeypatch
):
    texts = [[str(number), f"Яма {number}. " * 200] for number in range(ROWS)]
    content = hostile.xlsx([["ID", "Текст инцидента"], *texts])
    upload(page, content)
    run = ImportRun.objects.get()
    page.post(reverse("intake:start", args=[run.pk]), token(page))
    monkeypatch.setenv("TMPDIR", str(disk.path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    disk.fill(leave=64 * 1024)
    jobs.run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.position) == (ImportRun.State.WAITING, 0)
    said = page.get(reverse("intake:run", args=[run.pk])).content.decode()
    assert NO_ROOM in said
    assert "продолжится сама" in said
    disk.free()
    jobs.run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.new) == (ImportRun.State.DONE, "", ROWS)
    assert Case.objects.count() == ROWS
