"""Setting a municipality up from a profile: what a founding act says, as one TOML file."""

import hashlib
from pathlib import Path

from django.db import DataError, transaction

import mcu
from mcu.core.errors import RuleViolation
from mcu.core.profile.difference import Change, Comparison, Restored
from mcu.desk.queries.profile import PARTS, Wanted, comparison, wanted
from mcu.org.actions.organisation import load_organisation
from mcu.org.actions.profile import remember_profile
from mcu.org.models import Municipality
from mcu.org.rules.profile import read
from mcu.org.rules.roles import Actor, program

TOLD = 200


def load_profile(name_or_path: str) -> Municipality:
    """Set up or bring up to date the municipality of the profile; the same again changes nothing.

    `Mistakes` when something in it is wrong; then nothing is changed at all.
    """
    return apply_profile(profile=wanted(name_or_path), name=name_or_path)[0]


@transaction.atomic
def apply_profile(
    *, profile: Wanted, name: str, by: Actor | None = None,
    restored: Restored = lambda place: False,
) -> tuple[Municipality, Comparison]:  # fmt: skip
    """Load a profile that was read; what people changed by hand stays unless it is `restored`."""
    code = profile.meant["municipality"]["code"]
    place = Municipality.objects.select_for_update().filter(code=code).first()
    found = comparison(place, profile, restored)
    if place is None:
        place = load_organisation(part=read(profile.meant), profile=_name(name))
    elif not found.written and _is_last(place, profile):
        return place, found
    by = by or program(place.pk)
    try:
        for part in PARTS:
            part.apply(place=place, target=found.target, gone=found.gone, by=by)
    except DataError as wrong:
        raise RuleViolation(f"Профиль «{name}»: база не приняла значение. {wrong}") from wrong
    remember_profile(
        place=place, name=_name(name), text=profile.document.text, digest=_digest(profile),
        said=profile.meant, version=mcu.__version__, by=by,
        changes=[_told(change) for change in found.written[:TOLD]],
    )  # fmt: skip
    place.refresh_from_db()
    return place, found


def check_profile(name_or_path: str) -> None:
    """Everything `load_profile` checks, with nothing written; `Mistakes` too."""
    wanted(name_or_path)


def _is_last(place: Municipality, profile: Wanted) -> bool:
    last = place.profiles.first()
    return last is not None and last.digest == _digest(profile)


def _digest(profile: Wanted) -> str:
    return hashlib.sha256(profile.document.text.encode()).hexdigest()


def _told(change: Change) -> str:
    """A change as the journal keeps it: places only, values stand in the profile itself."""
    return " ".join([change.verdict, change.section.name, *change.key, *change.place[2]])


def _name(name_or_path: str) -> str:
    """How the municipality remembers its profile."""
    return Path(name_or_path).stem[:60]
