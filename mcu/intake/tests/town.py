"""The municipality of these tests, and the act of taking a file in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcu.core import files
from mcu.intake import actions
from mcu.intake.models import ImportRun
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor


@dataclass
class Intake:
    """The municipality and the act of taking a file in."""

    place: Municipality
    by: Actor

    def take(self, path: Path, layout: str = "auto", **given: Any) -> ImportRun:
        """Open a run for the file and carry it to its end."""
        with path.open("rb") as file:
            stored = files.store(iter(lambda: file.read(2**16), b""), limit=2**30, name=path.name)
        run = actions.open_run(
            municipality=self.place,
            file_key=stored.key,
            file_name=path.name,
            file_size=stored.size,
            by=self.by,
            layout=layout,
        )
        return actions.carry_on(run=run, path=path, by=self.by, **given)
