"""Slices of two dimensions and three measures: `python -m bench.slices --rows 10000000`.

Rows are generated straight into a mart: one municipality and five years, or with --municipalities 18000 a
country; every hundredth case stands in the later changes. Asked side by side, by the clock and by processor
time: thirty random slices of all cases just as a page asks them (the small rows gathered, all totals), the
floor, a GROUP BY of the same two columns with three plain aggregates in the same DuckDB, without totals and
bases; with more municipalities than one also slices of one of them; with --database URL the same questions
of PostgreSQL over an unlogged table of the same rows (every tenth slice of the thirty, it is slow).
"""

import argparse
import json
import os
import random
import resource
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
SEED = 8
GENERATED = """
SELECT i AS case_id, place AS municipality_id, d AS day, CAST(date_trunc('month', d) AS date) AS month,
 CAST(date_trunc('week', d) AS date) AS week, CAST(date_trunc('year', d) AS date) AS year,
 CAST(date_trunc('quarter', d) AS date) AS quarter, isodow(d)::integer AS weekday,
 CASE WHEN done THEN d + (h % 20)::integer END AS closed_day, d + 20 AS due_day,
 (h % 24)::integer AS hour, d::timestamp + to_hours((h % 24)::integer) AS received_at,
 CASE WHEN NOT done THEN d::timestamp + INTERVAL 30 DAY END AS next_due_at,
 CASE WHEN NOT done THEN d::timestamp + INTERVAL 20 DAY END AS pending_due_at, NULL::date AS promised_until,
 ['vk', 'ok', 'max', 'telegram', 'pos', 'mail', 'letter', 'phone'][1 + h % 8] AS channel,
 ['incident', 'pos', 'own'][1 + (h // 8) % 3] AS system,
 CASE WHEN h % 10 = 0 THEN 'appeal' ELSE 'message' END AS regime,
 ['solvable', 'unsolvable', 'informational'][1 + (h // 24) % 3] AS kind,
 NULL::varchar AS appeal_kind, NULL::varchar AS result, NULL::varchar AS category,
 CASE WHEN done THEN 'closed' ELSE 'in_work' END AS state,
 CASE WHEN done THEN ['solved', 'explained', 'not_solved'][1 + (h // 72) % 3] END AS outcome,
 CASE WHEN h % 9 = 0 THEN 'fast' ELSE 'normal' END AS importance, 'ordinary' AS speed,
 't' || (h // 7) % 300 AS topic, 'g' || ((h // 7) % 300) // 15 AS topic_group,
 't' || (h // 7) % 300 AS topic_second, 'п' || (h // 17) % 60 AS settlement,
 'у' || (h // 19) % 900 AS street, (place * 12 + (h // 11) % 12)::bigint AS block_id,
 (place * 40 + (h // 11) % 40)::bigint AS body_id, (place * 90 + (h // 13) % 90)::bigint AS executor_id,
 CASE WHEN done THEN 2 + 4 + 8 + CASE WHEN h % 9 > 0 THEN 16 ELSE 0 END ELSE 1 END
 + 32 * (h // 8 % 3 = 0)::integer + 64 * (h // 8 % 3 = 1)::integer + {rare} AS marks,
 CASE WHEN done THEN {answer} END AS answer_minutes, CASE WHEN done THEN ({answer}) // 3 END AS worked_minutes,
 CASE WHEN done THEN {closed} END AS close_minutes, CASE WHEN done THEN (h % 1000 * 100000)::integer END AS term_used, (h % 50 * 10)::integer AS score,
 CASE WHEN h % 4 = 0 THEN (1 + h % 5)::integer END AS rating
FROM (SELECT i, (hash(i) % 1000003)::bigint AS h, DATE '2021-11-01' + (i * 1826 // {rows})::integer AS d,
      1 + (hash(i + 7) % {places})::bigint AS place, hash(i + 1) % 20 > 0 AS done
      FROM range({since}, {until}) AS r(i))
"""
# As the facts are rounded: to the minute, to six, to half an hour, to two hours.
ANSWER = """CASE h % 7 WHEN 0 THEN h % 180 WHEN 1 THEN 1440 + 30 * (h % 432) WHEN 2 THEN 14400 + 120 * (h % 240)
 ELSE 180 + 6 * (h % 210) END"""
CLOSED = "CASE WHEN h % 3 > 0 THEN 1440 + 30 * (h % 432) ELSE 14400 + 120 * (h % 360) END"
# The marks from the eighth on, the n-th with one case of n.
RARE = " + ".join(f"{1 << n} * (h % {n} = 0)::integer" for n in range(7, 30))
PLAIN = """SELECT {rows}, {columns}, count(*), avg(answer_minutes), count(*) FILTER (WHERE marks & 1 = 1)
FROM {parts} WHERE day >= DATE '2021-11-01' AND day <= DATE '2026-10-31' GROUP BY 1, 2"""
CUTS = [
    "topic_group", "block", "body", "system", "channel", "regime", "kind", "outcome", "importance",
    "settlement", "topic", "repeated", "collective", "weekday", "year", "quarter", "month", "hour",
]  # fmt: skip
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--municipalities", type=int, default=1)
    parser.add_argument("--slices", type=int, default=30)
    parser.add_argument("--database", help="postgresql://… of a server to compare with")
    parser.add_argument("--folder", help="keep the mart here for the next run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MCU_DATA"] = given.folder or folder
        print(json.dumps(measured(given), indent=1))


def measured(given: argparse.Namespace) -> dict[str, object]:
    import django  # noqa: PLC0415 -- with the data folder of this run

    django.setup()
    from mcu.analytics.queries import mart  # noqa: PLC0415

    mart.database = lambda: "bench"
    mart.folder().mkdir(parents=True, exist_ok=True)
    found: dict[str, object] = {"rows": given.rows, "load_before": round(os.getloadavg()[0], 1)}
    manifest = mart.published()
    if manifest is None:
        wrote, manifest = timed(lambda: _built(given.rows, given.municipalities))[::2]
        found["write_s"] = round(wrote, 1)
    sizes = [(mart.folder() / part).stat().st_size for part in manifest.parts]
    found["mart_mib"] = round(sum(sizes) / 2**20, 1)
    random.seed(SEED)
    # Bodies and blocks are of one municipality: nobody asks a country by them.
    cuts = [cut for cut in CUTS if given.municipalities == 1 or cut not in {"block", "body"}]
    chosen = [_slice(cuts) for _ in range(given.slices)]
    _asked(chosen[0], manifest, None)  # heads of the parts are read
    ours, floor = [], []
    for each in chosen:
        ours.append(timed(lambda each=each: _asked(each, manifest, None)))
        floor.append(timed(lambda each=each: _plain(each, manifest)))
    found |= _told("mart", ours) | _told("plain", floor)
    found["ratio_to_plain"] = _ratio(ours, floor, 0)
    found["ratio_to_plain_by_processor"] = _ratio(ours, floor, 1)
    if given.municipalities > 1:
        places = [random.randint(1, given.municipalities) for _ in chosen]
        one = [
            timed(lambda e=e, p=p: _asked(e, manifest, p))
            for e, p in zip(chosen, places, strict=True)
        ]
        found |= _told("one_municipality", one)
    if given.database:
        there = _postgres(given.database, given.rows, given.municipalities, chosen[::10])
        found |= _told("postgres", there) | {
            "postgres_to_mart": 1 / _ratio(ours[::10], there, 0, 4)
        }
    found["memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found | {"load_after": round(os.getloadavg()[0], 1)}


def _generated(since: int, until: int, rows: int, places: int) -> str:
    return GENERATED.format(
        since=since,
        until=until,
        rows=rows,
        places=places,
        answer=ANSWER,
        closed=CLOSED,
        rare=RARE,
    )


def _built(rows: int, places: int):
    """Nearly all in the base; every hundredth case changed after it: as it was, and as it is now."""
    from mcu.analytics.actions import mart as keeping  # noqa: PLC0415
    from mcu.analytics.rules.tables import CASES, CATALOGUE, OF_CASE  # noqa: PLC0415

    columns = ", ".join(CASES.names)
    nothing = {
        table.code: "(SELECT "
        + ", ".join(f"NULL::{f.type} AS {f.name}" for f in table.own)
        + " LIMIT 0)"
        for table in CATALOGUE
    }
    everything = f"(SELECT {columns} FROM ({_generated(0, rows, rows, places)}))"
    manifest = keeping.built(nothing | {OF_CASE: everything}, NOW)
    changed = f"(SELECT {columns} FROM ({_generated(rows - rows // 100, rows, rows, places)}))"
    with keeping._encoding(manifest) as cursor:
        cursor.execute(f"CREATE TEMP TABLE gone AS SELECT case_id FROM {changed}")
        later = keeping._later(CASES, manifest, keeping._encoded(CASES.own, changed))
        cases = keeping._changed(cursor, manifest.cases, later)
    manifest = keeping.replace(manifest, tables={**manifest.tables, OF_CASE: cases})
    keeping._publish(manifest)
    return manifest


def _slice(cuts: list[str]):
    from mcu.analytics.rules.measures import CATALOGUE  # noqa: PLC0415
    from mcu.analytics.rules.slices import Slice  # noqa: PLC0415
    from mcu.analytics.rules.summary import Period  # noqa: PLC0415

    rows, columns = random.sample(cuts, 2)
    period = Period(date(2021, 11, 1), date(2026, 10, 31))
    return Slice(
        period,
        rows,
        columns,
        tuple(random.sample([m.code for m in CATALOGUE if m.table == "case"], 3)),
    )


def _asked(chosen, manifest, place: int | None) -> object:
    """All a page asks; what was remembered is forgotten first."""
    from mcu.analytics.queries import mart, sources  # noqa: PLC0415

    mart._answers.clear()
    with mart.reading(manifest) as reader:
        return sources.Mart(_place(place), _whose(place), reader).sliced(chosen)


def _place(number: int | None):
    from mcu.org.models import Municipality  # noqa: PLC0415

    return Municipality(pk=number, timezone="Europe/Moscow", population=300_000)


def _whose(number: int | None):
    from mcu.analytics.rules.slices import Whose  # noqa: PLC0415

    return Whose(number, 300_000)


def _plain(chosen, manifest) -> object:
    from mcu.analytics.queries import mart  # noqa: PLC0415
    from mcu.analytics.rules.facts import BITS  # noqa: PLC0415

    words = {name: name for name in ("day", "week", "month", "quarter", "year", "weekday")}
    words |= {name: f"marks & {bit}" for name, bit in BITS.items()}
    cut = {d.code: d.sql.format_map(words) for d in (chosen.row, chosen.column)}
    sql = PLAIN.format(
        rows=cut[chosen.rows], columns=cut[chosen.columns], parts=mart.base(manifest)
    )
    with mart.engine().cursor() as cursor:
        return cursor.execute(sql).fetchall()


def _postgres(url: str, rows: int, places: int, chosen) -> list[tuple[float, float, object]]:
    from mcu.analytics.queries import mart  # noqa: PLC0415
    from mcu.analytics.rules.dialects import POSTGRES  # noqa: PLC0415
    from mcu.analytics.rules.facts import FACTS  # noqa: PLC0415
    from mcu.analytics.rules.questions import Asker, countings  # noqa: PLC0415

    csv = Path(mart.folder()) / "rows.csv"
    with mart.engine().cursor() as cursor:
        names = ", ".join(fact.name for fact in FACTS)
        select = f"SELECT {names} FROM ({_generated(0, rows, rows, places)})"
        cursor.execute(f"COPY ({select}) TO '{csv}' (FORMAT csv, HEADER false)")
    types = ", ".join(f"{fact.name} {fact.type}" for fact in FACTS)
    asker = Asker(_whose(None), NOW.replace(tzinfo=None), NOW.date(), POSTGRES)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TEMP TABLE fact ({types})")
        with (
            csv.open("rb") as file,
            connection.cursor().copy("COPY fact FROM STDIN (FORMAT csv)") as copy,
        ):
            while piece := file.read(2**20):
                copy.write(piece)
        csv.unlink()
        connection.execute("ANALYZE fact")

        def asked(each) -> None:
            for counting in countings(each, asker):
                cells = counting.cells("fact")
                ask = counting.spread if counting.value else counting.asked
                question = ask(f"({cells.sql}) AS cell")
                connection.execute(question.sql, {**cells.params, **question.params}).fetchall()

        return [timed(lambda e=each: asked(e)) for each in chosen]


def _told(name: str, times) -> dict[str, object]:
    told: dict[str, object] = {}
    for what, column in (("", 0), ("_processor", 1)):
        ordered = sorted(one[column] for one in times)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        told[f"{name}{what}_median_ms"] = round(1000 * statistics.median(ordered))
        told[f"{name}{what}_p95_ms"] = round(1000 * p95)
    return told


def _ratio(ours, others, column: int, digits: int = 2) -> float:
    pairs = zip(ours, others, strict=True)
    return round(statistics.median(one[column] / two[column] for one, two in pairs), digits)


def timed(act):
    """Seconds by the clock, of this process's processors, and what came out."""
    start, spent = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - start, time.process_time() - spent, found


if __name__ == "__main__":
    main()
