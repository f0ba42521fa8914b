"""The sweep of the terms at 100,000 open ones, and a recount of all of them: `python -m bench.terms`.

Fills a database of its own with cases of one municipality and their terms by COPY, then measures
what runs every minute: a minute in which nothing crosses a rung, one in which two hundred do, and the
worst there can be, every term crossing at once. A recount after one new day off is measured too.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mcu.core import postgres

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def measure(terms: int) -> dict[str, object]:
    """Inside Django: the figures of one run."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    place = _town(terms)
    calm = [_look(place, NOW + timedelta(minutes=n)) for n in range(1, 6)]
    return {
        "open_terms": terms,
        "calm_seconds": round(statistics.median(seconds for seconds, _ in calm), 3),
        "busy": _busy(place, 200),
        "worst": _busy(place, terms),
        "recount": _recount(place),
    }


def _town(terms: int):  # type: ignore[no-untyped-def]
    """One municipality whose open terms are due over the next year, none near."""
    from mcu.cases.models import Case, Norm, Term  # noqa: PLC0415
    from mcu.core import bulk  # noqa: PLC0415
    from mcu.desk.actions.notices import look_through  # noqa: PLC0415
    from mcu.org import actions  # noqa: PLC0415
    from mcu.org.actions import load_organisation  # noqa: PLC0415
    from mcu.org.models import Body  # noqa: PLC0415
    from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415

    bodies = tuple(BodyPart(f"b{n}", f"Орган {n}", block="city") for n in range(20))
    part = OrgPart(code="bench", name="Замер", blocks=(BlockPart("city", "Город"),), bodies=bodies)
    place = load_organisation(part=part, profile="bench")
    by = program(place.pk)
    found = list(Body.objects.filter(municipality=place))
    for number, body in enumerate(found):
        person = actions.add_person(
            municipality=place, login=f"p{number}", full_name="Замер Быстрый", password="-", by=by,
            hashed=True,
        )  # fmt: skip
        actions.give_duty(
            person=person, role=Role.EXECUTOR, body=body, by=by, since=date(2020, 1, 1)
        )
    norm = Norm.objects.create(
        municipality=place, code="answer", title="Ответ", kind="answer", unit="working_days",
        value=60, source="замер",
    )  # fmt: skip
    keys = bulk.new_ids(Case, terms)
    received = NOW - timedelta(days=2)
    bulk.insert(
        Case,
        ("id", "municipality_id", "number", "regime", "system", "channel", "text", "state",
         "body_id", "block_id", "received_at", "registered_at", "importance", "collective",
         "topic_confirmed", "external_id", "community", "source_url", "kind", "settlement", "street",
         "house", "landmark", "outcome", "redirected_to", "close_reason", "source_step", "tags",
         "search_text", "appeal_kind", "due_kind"),
        ((key, place.pk, f"2026-{key}", "message", "own", "vk", "", "in_work", body.pk,
          body.block_id, received, received, "normal", False, False, *[""] * 15, "answer")
         for key, body in ((key, found[key % len(found)]) for key in keys)),
    )  # fmt: skip
    due = NOW + timedelta(days=30)
    bulk.insert(
        Term,
        ("case_id", "kind", "norm_id", "started_at", "due_at"),
        (
            (key, "answer", norm.pk, received, due + timedelta(minutes=n))
            for n, key in enumerate(keys)
        ),
    )
    _analyse()
    look_through(place, NOW)
    return place


def _analyse() -> None:
    """What autovacuum does by itself within minutes."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _look(place, now: datetime) -> tuple[float, int]:  # type: ignore[no-untyped-def]
    from mcu.desk.actions.notices import look_through  # noqa: PLC0415

    began = time.perf_counter()
    told = look_through(place, now)
    return time.perf_counter() - began, told


def _busy(place, crossing: int) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """So many terms run out between two looks."""
    from mcu.cases.models import Term  # noqa: PLC0415
    from mcu.org.models import NoticeCursor  # noqa: PLC0415

    until = NoticeCursor.objects.get(municipality=place).terms_until
    keys = Term.objects.order_by("pk").values("pk")[:crossing]
    Term.objects.filter(pk__in=keys).update(due_at=until + timedelta(seconds=30))
    _analyse()
    seconds, told = _look(place, until + timedelta(minutes=1))
    return {"crossing": crossing, "seconds": round(seconds, 3), "notices": told}


def _recount(place) -> dict[str, object]:  # type: ignore[no-untyped-def]
    from mcu.cases.actions import recount  # noqa: PLC0415
    from mcu.org.rules.roles import program  # noqa: PLC0415

    by = program(place.pk)
    began = time.perf_counter()
    found = recount.look_on(recount.start_recount(place=place, by=by), NOW)
    looked = time.perf_counter()
    done = recount.apply_recount(recount=found, by=by)
    return {
        "looked": found.looked,
        "look_seconds": round(looked - began, 2),
        "applied": done.applied,
        "apply_seconds": round(time.perf_counter() - looked, 2),
    }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--terms", type=int, default=100_000)
    given.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = given.parse_args()
    if chosen.inside:
        print(json.dumps(measure(chosen.terms), ensure_ascii=False, indent=1))
        return
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        data = Path(folder)
        url = postgres.attach(data)
        env = {**os.environ, "MCU_DATA": folder, "MCU_DATABASE_URL": url}
        env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
        command = [sys.executable, "-m", "bench.terms", "--inside", "--terms", str(chosen.terms)]
        try:
            subprocess.run(command, check=True, env=env)
        finally:
            postgres.detach(data)


if __name__ == "__main__":
    main()
