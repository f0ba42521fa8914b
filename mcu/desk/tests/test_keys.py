"""Keys: a new one for everything, beside a running program, after a kill; none is lost silently."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from mcu.cases.actions.annotate import attach
from mcu.cases.models import Applicant, Attachment, Case
from mcu.core import backup, files, keeper, vault
from mcu.core.errors import RuleViolation
from mcu.core.journal import verify
from mcu.core.models import JournalEntry
from mcu.desk.actions.keys import rotate
from mcu.desk.queries.keys import key_rows, rows_by_key, sealed_fields
from mcu.desk.tests.conftest import District, founded
from mcu.intake.models import RawMessage
from mcu.org.rules.roles import program


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path, monkeypatch):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    monkeypatch.setattr(vault, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(time, "sleep", lambda _: None)


def sealed_rows(district: District, count: int) -> None:
    RawMessage.objects.bulk_create(
        RawMessage(
            municipality=district.place, system="own", key=str(n), digest=str(n),
            sealed=vault.seal(["строка", n]), received_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    Applicant.objects.create(case=district.case(), sealed=vault.seal({"applicant_name": "Зоя"}))
    Applicant.objects.create(case=district.case(), sealed=b"", erased_at=timezone.now())


def test_a_rotation_seals_everything_anew_and_puts_the_old_key_aside(district, settings):
    sealed_rows(district, 1200)
    before = bytes(Applicant.objects.exclude(sealed=b"").get().sealed)
    done = rotate(resume=False)
    assert (done.resealed, done.lost, done.retired) == (1201, 0, 1)
    assert len(rows_by_key()) == 1
    assert vault.unseal(RawMessage.objects.get(key="7").sealed) == ["строка", 7]
    after = Applicant.objects.exclude(sealed=b"").get()
    assert vault.unseal(after.sealed) == {"applicant_name": "Зоя"}
    assert bytes(after.sealed)[1:5] != before[1:5]
    with pytest.raises(vault.SealBroken, match="Нет ключа"):
        vault.unseal(before)
    assert [row.rows for row in key_rows() if row.old] == [0]
    assert JournalEntry.objects.filter(action="keys.rotate").exists()
    assert rotate(resume=True).resealed == 0


def test_every_sealed_field_is_known():
    assert {f"{model._meta.label_lower}.{name}" for model, name in sealed_fields()} >= {
        "cases.applicant.sealed", "intake.rawmessage.sealed", "intake.rejectedrow.sealed",
        "org.totp.secret", "channels.outgoing.to",
    }  # fmt: skip


def test_an_unfinished_rotation_is_gone_on_with_and_no_third_key_is_made(district, settings):
    sealed_rows(district, 10)
    vault.make_key(settings.MCU_KEYS)
    with pytest.raises(RuleViolation, match="--resume"):
        rotate(resume=False)
    assert rotate(resume=True).resealed == 11
    assert [key.old for key in vault.keys(settings.MCU_KEYS)] == [True, False]


def test_a_lost_key_is_said_clearly_and_nothing_else_is_touched(district, settings):
    sealed_rows(district, 3)
    for path in settings.MCU_KEYS.glob("*.key"):
        path.rename(path.with_suffix(".hidden"))
    out = StringIO()
    vault.make_key(settings.MCU_KEYS)
    with pytest.raises(RuleViolation, match="которых нет на месте"):
        call_command("keys", "list", stdout=out)
    assert "НЕТ НА МЕСТЕ" in out.getvalue()
    with pytest.raises(RuleViolation, match="Не открылось строк: 4"):
        call_command("keys", "rotate", "--resume", stdout=out)
    for path in settings.MCU_KEYS.glob("*.hidden"):
        path.rename(path.with_suffix(".key"))
    vault._look_again()
    call_command("keys", "rotate", "--resume", stdout=out)
    assert vault.unseal(RawMessage.objects.get(key="1").sealed) == ["строка", 1]


def test_a_running_process_seals_with_the_new_key_soon(settings):
    vault.seal("было")
    code = (
        "import time; from django.conf import settings; from mcu.core import vault;"
        "print(vault.seal('1')[1:5].hex(), flush=True); input();"
        "time.sleep(1.2); print(vault.seal('2')[1:5].hex(), flush=True)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "MCU_DATA": str(settings.MCU_KEYS.parent), "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert running.stdout
    first = running.stdout.readline().strip()
    made = vault.make_key(settings.MCU_KEYS)
    second, _ = running.communicate("\n")
    assert first != second.strip() == made.stem.split("-")[1]


@pytest.mark.long
def test_a_killed_rotation_leaves_every_row_readable_and_ends_when_resumed(
    committed_db, settings, tmp_path
):
    district = founded("klyuchi", "Ключи")
    sealed_rows(district, 6000)
    name = connection.settings_dict["NAME"]
    connection.close()
    asked = connection.settings_dict
    url = f"postgresql://{asked['USER']}@/{name}?host={asked['HOST']}&port={asked['PORT']}"
    environment = {
        **os.environ, "MCU_DATA": str(tmp_path), "MCU_DATABASE_URL": url, "PYTHONPATH": os.getcwd(),
    }  # fmt: skip
    command = [sys.executable, "-m", "mcu", "keys", "rotate"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    while process.poll() is None and len(rows_by_key()) < 2:
        pass
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert sum(rows_by_key().values()) == 6001
    vault._look_again()
    assert vault.unseal(RawMessage.objects.get(key="5999").sealed) == ["строка", 5999]
    done = subprocess.run([*command, "--resume"], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "отложен" in done.stdout
    assert len(rows_by_key()) == 1
    vault._look_again()
    assert vault.unseal(RawMessage.objects.get(key="0").sealed) == ["строка", 0]


@pytest.mark.owner
@pytest.mark.parametrize("maker", ["of the server", pytest.param("newest", marks=pytest.mark.long)])
def test_a_copy_brings_everything_back_into_an_empty_folder(
    committed_db, settings, tmp_path, monkeypatch, maker
):
    if maker == "newest":  # a copy made on the embedded server comes to an older one
        monkeypatch.setattr(backup.pgtools, "tool", lambda name, _: keeper.binaries() / name)
    district = founded("kopiya", "Копия")
    sealed_rows(district, 5)
    case = district.case()
    attach(case=case, name="а.txt", chunks=[b"text"], by=program(district.place.pk))
    key = Attachment.objects.get().key
    copy, keys = tmp_path / "a.mcu", tmp_path / "a.keys"
    out, err = StringIO(), StringIO()
    call_command("backup", str(copy), stdout=out, stderr=err)
    assert "Ключей в копии нет" in err.getvalue()
    assert copy.stat().st_mode & 0o077 == 0
    backup.backup_keys(keys)
    with pytest.raises(RuleViolation, match="уже есть"):
        call_command("backup", str(copy), stdout=out)
    with pytest.raises(RuleViolation, match="уже есть данные"):
        call_command("restore", str(copy), stdout=out)
    before = JournalEntry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "new/files", tmp_path / "new/keys"
    settings.MCU_FILES.mkdir(parents=True)
    vault._look_again()
    call_command("restore", str(copy), "--keys", str(keys), stdout=out)
    assert "файлов 1" in out.getvalue()
    assert Case.objects.count() == 3
    assert vault.unseal(RawMessage.objects.get(key="3").sealed) == ["строка", 3]
    assert files.path_of(key).read_bytes() == b"text"
    assert JournalEntry.objects.count() == before
    assert verify(district.place.pk) is None
    assert district.place.pk == Case.objects.last().municipality_id


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 10240])
def test_what_is_no_copy_is_refused_before_anything_is_touched(
    district, tmp_path, content, monkeypatch
):
    broken = tmp_path / "broken"
    broken.write_bytes(content)
    monkeypatch.setattr("mcu.desk.management.commands.restore.is_empty", lambda: True)
    with pytest.raises(RuleViolation, match="не резервная копия"):
        call_command("restore", str(broken))
    assert district.place.pk
    assert JournalEntry.objects.exists()


def test_the_blind_index_finds_equals_and_shows_nothing(settings):
    one = vault.blind("5|appeal|phone|9000000000")
    assert one == vault.blind("5|appeal|phone|9000000000")
    assert one != vault.blind("6|appeal|phone|9000000000")
    assert len(one) == 16
    path = Path(settings.MCU_KEYS) / vault.BLIND
    assert path.stat().st_mode & 0o077 == 0
