"""The mart kept up, and a report asked of it over HTTP: `python -m bench.mart [--cases 1000000]`.

A database of its own is filled with invented cases of three years with their terms, answers and ratings,
as many as a town has. Measured: the mart built whole; brought up to date after 10,000 cases changed; after
none. Beside the clock stands processor time of this process.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from mcu.core import postgres

CASES = """
INSERT INTO cases_case (municipality_id, number, regime, appeal_kind, system, external_id, channel, community,
 source_url, kind, topic_id, topic_confirmed, text, settlement, street, house, landmark, block_id, body_id,
 state, outcome, importance, collective, form, category, received_at, registered_at, first_answer_at,
 closed_at, due_at, due_kind, redirected_to, close_reason, source_step, tags, labels, search_text)
SELECT %(place)s, 'b-' || i, CASE WHEN h %% 10 = 0 THEN 'appeal' ELSE 'message' END, '',
 (ARRAY['incident', 'pos', 'own'])[1 + h %% 3], '', (ARRAY['vk', 'ok', 'telegram', 'phone'])[1 + h %% 4], '',
 '', (ARRAY['solvable', 'unsolvable', 'informational'])[1 + h / 7 %% 3],
 (%(topics)s::bigint[])[1 + h / 11 %% %(n_topics)s], true, '', 'п' || h %% 20, 'у' || h / 3 %% 300,
 (h / 5 %% 90)::text, '', NULL, (%(bodies)s::bigint[])[1 + h / 13 %% %(n_bodies)s],
 CASE WHEN done THEN 'closed' ELSE 'in_work' END,
 CASE WHEN done THEN (ARRAY['solved', 'explained'])[1 + h / 17 %% 2] ELSE '' END, 'normal', false, '', '',
 at, at, CASE WHEN done THEN at + make_interval(mins => h %% 3000) END,
 CASE WHEN done THEN at + make_interval(mins => 3000 + h %% 9000) END,
 CASE WHEN NOT done THEN at + interval '20 days' END, '', '', '', '', '', '{}', ''
FROM (SELECT i, abs(hashint8(i)) AS h, abs(hashint8(i + 1)) %% 20 > 0 AS done,
 now() - make_interval(mins => (i * 1576800.0 / %(cases)s)::integer) AS at
 FROM generate_series(1, %(cases)s) AS i) AS drawn
"""
PARTS = (
    """INSERT INTO cases_term (case_id, kind, started_at, due_at, met_at)
 SELECT id, 'answer', received_at, received_at + interval '5 days', closed_at FROM cases_case""",
    """INSERT INTO cases_term (case_id, kind, started_at, due_at, met_at)
 SELECT id, 'register', received_at, received_at + interval '3 days', received_at + interval '1 day'
 FROM cases_case WHERE id % 2 = 0""",
    """INSERT INTO cases_answer (case_id, number, kind, text, state, written_at, author_name, decided_by_name,
 return_reason, score, faults, questions_asked, questions_answered, override, machine, published_url)
 SELECT id, 1, 'final', '', CASE WHEN id % 9 = 0 THEN 'returned' ELSE 'published' END, closed_at, '', '', '',
 id % 6, '[]', id % 3, id % 2, '', '', '' FROM cases_case WHERE closed_at IS NOT NULL""",
    """INSERT INTO quality_rating (case_id, score, solved, reasons, comment, source, wave, at)
 SELECT id, 1 + id % 5, '', '[]', '', 'page', 'answer', closed_at FROM cases_case
 WHERE closed_at IS NOT NULL AND id % 7 = 0""",
)
CHANGED = """
UPDATE cases_case SET state = 'closed', outcome = 'solved', closed_at = now() WHERE id IN
 (SELECT id FROM cases_case ORDER BY received_at DESC LIMIT %s)
"""


def inside(cases: int) -> dict[str, object]:
    """With the settings of Django: the figures of one run."""
    import django  # noqa: PLC0415 -- this side of the script runs with Django's settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from mcu.analytics.actions import mart as keeping  # noqa: PLC0415
    from mcu.analytics.queries import mart  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    filled = timed(lambda: fill(cases))
    told: dict[str, object] = {"cases": cases, "load": round(os.getloadavg()[0], 1)}
    told["filled_s"] = filled["s"]
    told["rebuild"] = timed(keeping.rebuild)
    told["refresh_of_none"] = timed(keeping.refresh)
    told["change_10000_s"] = timed(lambda: _change(10_000))["s"]
    told["refresh_of_10000"] = timed(keeping.refresh)
    told["refresh_of_none_after"] = timed(keeping.refresh)
    manifest = mart.published()
    sizes = {code: parts.rows for code, parts in manifest.tables.items()} if manifest else {}
    told["rows"] = sizes
    told["mart_mib"] = round(
        sum((mart.folder() / part).stat().st_size for part in manifest.parts) / 2**20, 1
    )
    told["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told | {"load_after": round(os.getloadavg()[0], 1)}


def fill(cases: int) -> None:
    """One municipality with its head of the centre, sixty topics in six groups, twenty bodies."""
    from django.db import connection  # noqa: PLC0415

    from mcu.cases.actions.profile import add_topic  # noqa: PLC0415
    from mcu.org import actions  # noqa: PLC0415
    from mcu.org.models import Body  # noqa: PLC0415
    from mcu.org.rules.profile import BlockPart, BodyPart, OrgPart  # noqa: PLC0415
    from mcu.org.rules.roles import Role, program  # noqa: PLC0415

    bodies = tuple(BodyPart(f"b{n}", f"Орган {n}", block="city") for n in range(20))
    part = OrgPart(code="bench", name="Замер", blocks=(BlockPart("city", "Город"),), bodies=bodies)
    place = actions.load_organisation(part=part, profile="bench")
    by, topics = program(place.pk), []
    for group in range(6):
        above = add_topic(municipality=place, name=f"Группа {group}", group=None, by=by)
        for n in range(10):
            topics.append(
                add_topic(municipality=place, name=f"Тема {group}.{n}", group=above, by=by).pk
            )
    person = actions.add_person(
        municipality=place,
        login="bench",
        full_name="Замер Быстрый",
        password="-",
        by=by,
        hashed=True,
    )
    actions.give_duty(person=person, role=Role.HEAD_OF_CENTRE, by=by, since=date(2020, 1, 1))
    found = list(Body.objects.filter(municipality=place).values_list("pk", flat=True))
    given = {
        "place": place.pk, "topics": topics, "n_topics": len(topics), "bodies": found,
        "n_bodies": len(found), "cases": cases,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # without triggers, as a restore
        cursor.execute(CASES, given)
        for sql in PARTS:
            cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


def _change(cases: int) -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [cases])


def timed(act) -> dict[str, float]:
    """Seconds by the clock and of this process's processors."""
    start, spent = time.perf_counter(), time.process_time()
    act()
    return {
        "s": round(time.perf_counter() - start, 2),
        "processor_s": round(time.process_time() - spent, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.cases), ensure_ascii=False, indent=1))
        return
    with tempfile.TemporaryDirectory(prefix="mcu-bench-") as folder:
        data = Path(folder)
        env = {**os.environ, "MCU_DATA": folder, "MCU_DATABASE_URL": postgres.attach(data)}
        env["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
        command = [sys.executable, "-m", "bench.mart", "--inside", "--cases", str(given.cases)]
        try:
            subprocess.run(command, check=True, env=env)
        finally:
            postgres.detach(data)


if __name__ == "__main__":
    main()
