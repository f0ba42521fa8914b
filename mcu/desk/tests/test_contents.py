"""Stored contents: what one table forgets another may keep; every table that names one is asked."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from mcu.cases.actions.erase import erase_attachments, erase_problem_files
from mcu.cases.models import Attachment, Problem, ProblemFile
from mcu.core import files
from mcu.core.contents import holders
from mcu.tasks.actions.erase import _erase_files
from mcu.tasks.models import Evidence, EvidenceFile, Task


@pytest.fixture
def kept(district, settings, tmp_path, django_capture_on_commit_callbacks) -> Callable[..., bool]:
    """The same bytes laid to a case, to a problem and to a task; whether they are left after an act."""
    settings.MCU_FILES = tmp_path / "files"
    stored, now = files.store([b"same"], limit=100), timezone.now()
    laid = {"key": stored.key, "name": "а.txt", "size": 4}
    case = district.case()
    problem = Problem.objects.create(
        municipality=district.place, number="1", title="Трубы", opened_at=now
    )
    task = Task.objects.create(
        municipality=district.place, title="Починить", set_at=now, due_at=now
    )
    evidence = Evidence.objects.create(task=task, at=now)
    rows = {
        "attachment": Attachment.objects.create(case=case, at=now, **laid),
        "problem": ProblemFile.objects.create(problem=problem, at=now, **laid),
        "evidence": EvidenceFile.objects.create(evidence=evidence, **laid),
    }

    def after(act: Callable[..., int], row: str) -> bool:
        with django_capture_on_commit_callbacks(execute=True):
            act([rows[row].pk], now)
        return files.path_of(stored.key).exists()

    return after


def test_a_content_goes_with_the_last_row_that_names_it(kept) -> None:
    assert kept(erase_attachments, "attachment")
    assert kept(erase_problem_files, "problem")
    assert not kept(lambda keys, _: _forget(keys), "evidence")


def test_every_field_that_names_a_stored_file_is_asked() -> None:
    named = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField)
        and field.name in ("key", "file_key", "preview", "original", "screenshot")
        and field.max_length == 64
        and not field.unique  # such a key names a form that was sent, not a content
    }
    assert set(holders()) == named


def test_a_refused_upload_leaves_an_equal_content_of_somebody_else(settings, tmp_path) -> None:
    settings.MCU_FILES = tmp_path / "files"
    first, again = (files.store([b"same"], limit=100) for _ in range(2))
    files.take_back(again)
    assert files.path_of(first.key).exists()
    files.take_back(first)
    assert not files.path_of(first.key).exists()


def _forget(keys: list[int]) -> int:
    return _erase_files(EvidenceFile.objects.filter(pk__in=keys)) or 0
