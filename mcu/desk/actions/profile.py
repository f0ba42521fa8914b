"""Setting a municipality up from a profile: what a founding act says, as one TOML file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import DataError, transaction

import mcu
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.profile.difference import Change, Comparison, Place, Restored
from mcu.desk.queries.profile import PARTS, Wanted, comparison, now, wanted, wanted_from
from mcu.desk.rules.profile import ALL_RIGHTS, right_to
from mcu.org.actions import require
from mcu.org.actions.organisation import found as found_place
from mcu.org.actions.profile import remember_profile
from mcu.org.models import Municipality
from mcu.org.queries.profile import last_profile, said_before
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
    given = profile.meant["municipality"]
    place = Municipality.objects.select_for_update().filter(code=given["code"]).first()
    if by is not None:
        _own(place, given, by)
    found = comparison(place, profile, restored)
    if place is None:
        place = found_place(code=given["code"], name=given["name"])
    elif not found.written and _is_last(place, profile):
        return place, found
    by = by or program(place.pk)
    _write(place, found.target, found.gone, name, by)
    remember_profile(
        place=place, name=Path(name).stem[:60], text=profile.document.text,
        digest=_digest(profile), said=profile.meant, version=mcu.__version__, by=by,
        changes=[_told(change) for change in found.written[:TOLD]],
    )  # fmt: skip
    place.refresh_from_db()
    return place, found


@transaction.atomic
def restore_setting(*, place: Municipality, where: Place, by: Actor) -> Change:
    """One setting as the profile loaded last says it; everything else stays as it is."""
    require(by, right_to(where[0]))
    Municipality.objects.select_for_update().get(pk=place.pk)
    last = last_profile(place)
    if last is None:
        raise RuleViolation("Профиль ещё не загружали: возвращать не к чему.")
    profile = wanted_from(last.text, last.name)
    found = comparison(place, profile, lambda one: one == where)
    change = next((one for one in found.changes if one.place == where), None)
    if change is None:
        raise RuleViolation("Эта настройка уже такая, как в профиле. Обновите страницу.")
    section = change.section.name
    target = now(place, said_before(place, PARTS)) | {section: found.target.get(section, [])}
    gone = {name: keys for name, keys in found.gone.items() if name == section}
    _write(place, target, gone, last.name, by)
    journal.write(
        "profile.restore",
        by=by,
        municipality_id=place.pk,
        of=place,
        before={"setting": f"{change.section.title}: {change.label}", "value": change.now_words},
        after={"setting": f"{change.section.title}: {change.label}", "value": change.wanted_words},
    )
    return change


def check_profile(name_or_path: str) -> None:
    """Everything `load_profile` checks, with nothing written; `Mistakes` too."""
    wanted(name_or_path)


def _write(
    place: Municipality, target: Mapping[str, Any], gone: Mapping[str, Any], name: str, by: Actor
) -> None:
    try:
        for part in PARTS:
            part.apply(place=place, target=target, gone=gone, by=by)
    except DataError as wrong:
        raise RuleViolation(f"Профиль «{name}»: база не приняла значение. {wrong}") from wrong


def _own(place: Municipality | None, given: Mapping[str, Any], by: Actor) -> None:
    """A person loads the profile of their own municipality, and only with every right it needs."""
    for permission in ALL_RIGHTS:
        require(by, permission)
    if place is None or place.pk != by.municipality_id:
        raise RuleViolation(
            f"Это профиль другого муниципалитета: «{given['name']}», код {given['code']}. "
            "Поставьте в разделе [municipality] код своего."
        )


def _is_last(place: Municipality, profile: Wanted) -> bool:
    last = last_profile(place)
    return last is not None and last.digest == _digest(profile)


def _digest(profile: Wanted) -> str:
    return hashlib.sha256(profile.document.text.encode()).hexdigest()


def _told(change: Change) -> str:
    """A change as the journal keeps it: its place; values stand in the profile itself."""
    return " ".join([change.verdict, change.section.name, *change.key, *change.place[2]])
