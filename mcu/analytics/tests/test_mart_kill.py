"""A refresh killed while it writes leaves the old mart whole, and the next one loses nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from mcu.analytics.actions import mart as keeping
from mcu.analytics.models import FactChange
from mcu.analytics.queries import mart
from mcu.analytics.queries.sources import Mart
from mcu.analytics.rules.slices import Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.analytics.tests.conftest import founded
from mcu.cases.models import Case

# The very moment before the new manifest takes the place of the old.
CODE = """
import os, django
django.setup()
from mcu.analytics.actions import mart
def hang(*args):
    print("here", flush=True)
    import time; time.sleep(600)
os.replace = hang
mart.refresh()
"""


@pytest.mark.long
def test_a_refresh_killed_before_it_publishes_leaves_the_old_mart_whole(
    committed_db, tmp_path, settings, monkeypatch
):
    settings.DATA = tmp_path
    district = founded("klyuchevoy", "Ключевой район")
    district.case(timezone.now())
    keeping.rebuild()
    before = mart.published()
    district.case(timezone.now())
    process = subprocess.Popen(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, text=True, env=_environment(tmp_path)
    )
    assert process.stdout.readline().strip() == "here"
    assert mart.published() == before
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for _ in range(100):  # until the server has noticed
        if FactChange.objects.count() == 1:
            break
        time.sleep(0.05)
    assert mart.published() == before
    assert FactChange.objects.count() == 1
    assert keeping.refresh().changed == 1
    assert keeping.check()["not_as_in_database"] == 0


def _environment(folder) -> dict[str, str]:
    said = connection.settings_dict
    url = f"postgresql://{said['USER']}@/{said['NAME']}?host={said['HOST']}&port={said['PORT']}"
    return os.environ | {
        "MCU_DATA": str(folder), "MCU_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mcu.settings", "PYTHONPATH": str(django_settings.BASE.parent),
    }  # fmt: skip


@pytest.mark.long
def test_whoever_reads_while_parts_are_published_meets_one_whole_mart(full, tmp_path, settings):
    """Every row counts once in every answer, however often the parts change meanwhile."""
    settings.DATA = tmp_path
    keeping.rebuild()
    whole = Case.objects.filter(municipality=full.place).count()
    asked = Slice(
        Period(date(2020, 1, 1), date(2030, 1, 1)), "system", "", ("count", "close_median")
    )
    totals, wrong, done = [], [], threading.Event()

    def read():
        while not done.is_set():
            try:
                manifest = mart.read((mart.folder() / mart.MANIFEST).read_text())
                with mart.reading(manifest) as reader:
                    source = Mart(full.place, Whose(full.place.pk), reader)
                    totals.append(int(source.cells(asked).total[0].value))
            except Exception as problem:
                wrong.append(problem)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(12):
        full.case(timezone.now())
        keeping.refresh(small=0 if n % 2 else keeping.SMALL)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert len(totals) > 20
    assert set(totals) <= set(range(whole, whole + 13))
