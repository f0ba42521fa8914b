"""Fields of tasks: files that are read whole, points line by line, days."""

from typing import Any

from mcu.cases.forms.fields import LongText, ManyFiles
from mcu.tasks.actions.gather import MOST_FILES, Upload


class Files(ManyFiles):
    """The files with their contents."""

    def __init__(self, *, most: int = MOST_FILES, **options: Any) -> None:
        super().__init__(most=most, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        return [Upload(one.name, one.read()) for one in super().clean(data, initial)]


class Lines(LongText):
    """One point on a line."""

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
