"""Slices of two dimensions and three measures: `python -m bench.slices --rows 1000000`.

Rows are generated straight into Parquet (one municipality, five years). Asked side by side: thirty random
slices by the program's own SQL of the mart; the floor, a GROUP BY of the same two columns with three plain
aggregates in DuckDB, without totals and bases; and, with --database URL, the program's SQL of
PostgreSQL over an unlogged table of the same rows (every tenth slice of the thirty, it is slow).
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mcu.settings")
SEED = 8
GENERATED = """
SELECT i AS case_id, 1::bigint AS municipality_id, d AS day,
 CASE WHEN done THEN d + (h % 20)::integer END AS closed_day, d + 20 AS due_day,
 (h % 24)::integer AS hour, d::timestamp + to_hours((h % 24)::integer) AS received_at,
 CASE WHEN NOT done THEN d::timestamp + INTERVAL 30 DAY END AS next_due_at,
 d::timestamp + INTERVAL 20 DAY AS due_at,
 CASE WHEN done THEN d::timestamp + to_hours((h % 700)::integer) END AS met_at,
 ['vk', 'ok', 'max', 'telegram', 'pos', 'mail', 'letter', 'phone'][1 + h % 8] AS channel,
 ['incident', 'pos', 'own'][1 + (h // 8) % 3] AS system,
 CASE WHEN h % 10 = 0 THEN 'appeal' ELSE 'message' END AS regime,
 ['solvable', 'unsolvable', 'informational'][1 + (h // 24) % 3] AS kind,
 NULL::varchar AS appeal_kind, NULL::varchar AS category,
 CASE WHEN done THEN 'closed' ELSE 'in_work' END AS state,
 CASE WHEN done THEN ['solved', 'explained', 'not_solved'][1 + (h // 72) % 3] END AS outcome,
 CASE WHEN h % 9 = 0 THEN 'fast' ELSE 'normal' END AS importance,
 't' || (h // 7) % 300 AS topic, 'g' || ((h // 7) % 300) // 15 AS topic_group,
 't' || (h // 7) % 300 AS topic_second, 'ordinary' AS speed, ((h // 11) % 12)::bigint AS block_id,
 ((h // 11) % 120)::bigint AS body_id, ((h // 13) % 400)::bigint AS executor_id,
 'п' || (h // 17) % 60 AS settlement, 'у' || (h // 19) % 900 AS street, NOT done AS is_open,
 done AS is_closed, done AS answered, CASE WHEN done THEN (h % 500)::float8 END AS answer_hours,
 CASE WHEN done THEN (h % 160)::float8 END AS answer_worked,
 CASE WHEN done THEN (h % 700)::float8 END AS close_hours, NULL::date AS postponed_until,
 h % 50 = 0 AS collective, h % 12 = 0 AS repeated, h % 25 = 0 AS extended, h % 6 = 0 AS in_problem,
 h % 20 = 0 AS returned, h % 14 = 0 AS misrouted, 1 AS questions, (h % 2)::integer AS questions_answered,
 (h % 50 / 10)::float8 AS score, CASE WHEN h % 4 = 0 THEN (1 + h % 5)::integer END AS rating,
 NULL::boolean AS register_in_time, NULL::boolean AS redirect_in_time, NULL::varchar AS result
FROM (SELECT i, (hash(i) % 1000003)::bigint AS h, DATE '2021-11-01' + (i * 1826 // {rows})::integer AS d,
      hash(i + 1) % 20 > 0 AS done FROM range({rows}) AS r(i))
"""
PLAIN = """SELECT {rows}, {columns}, count(*), avg(answer_hours), sum(CASE WHEN is_open THEN 1 END)
FROM {parts} WHERE municipality_id = 1 AND day >= DATE '2021-11-01' AND day <= DATE '2026-10-31' GROUP BY 1, 2"""
CUTS = [
    "topic_group", "block", "body", "system", "channel", "regime", "kind", "outcome", "importance",
    "settlement", "repeated", "collective", "weekday", "year", "quarter", "month", "hour",
]  # fmt: skip
COUNTED = [
    "count", "closed", "open", "late_now", "in_time", "overdue_share", "answer_mean", "answer_median",
    "worked_mean", "close_p90", "returned", "solved", "satisfied", "rating", "repeated",
]  # fmt: skip
NOW = datetime(2026, 11, 1)  # noqa: DTZ001 -- facts hold moments without a zone


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--slices", type=int, default=30)
    parser.add_argument("--database", help="postgresql://… of a server to compare with")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MCU_DATA"] = folder
        print(json.dumps(measured(given.rows, given.slices, given.database), indent=1))


def measured(rows: int, count: int, database: str | None) -> dict[str, object]:
    import django  # noqa: PLC0415 -- with the data folder of this run

    django.setup()
    from mcu.analytics.actions.mart import _published_base  # noqa: PLC0415
    from mcu.analytics.queries import mart  # noqa: PLC0415
    from mcu.analytics.rules.facts import NAMES  # noqa: PLC0415

    mart.database = lambda: "bench"
    mart.folder().mkdir(parents=True)
    columns = ", ".join(NAMES)
    load = os.getloadavg()[0]
    wrote, manifest = timed(
        lambda: _published_base(
            f"SELECT {columns} FROM ({GENERATED.format(rows=rows)})", datetime.now(UTC)
        )
    )
    random.seed(SEED)
    chosen = [_slice() for _ in range(count)]
    found: dict[str, object] = {
        "rows": rows, "load_before": round(load, 1), "write_s": round(wrote, 1),
        "mart_mib": round(sum((mart.folder() / p).stat().st_size for p in manifest.parts) / 2**20, 1),
    }  # fmt: skip
    ours, floor = [], []
    for each in chosen:
        ours.append(timed(lambda each=each: mart.asked(manifest, _question(each, "$")))[0])
        floor.append(timed(lambda each=each: _plain(each, manifest))[0])
    found |= _told("mart", ours) | _told("plain", floor)
    found["ratio_to_plain"] = round(statistics.median(ours) / statistics.median(floor), 2)
    if database:
        found |= _postgres(database, manifest, chosen[::10], ours[::10])
    found["load_after"] = round(os.getloadavg()[0], 1)
    return found


def _slice():
    from mcu.analytics.rules.slices import Slice  # noqa: PLC0415
    from mcu.analytics.rules.summary import Period  # noqa: PLC0415

    rows, columns = random.sample(CUTS, 2)
    period = Period(date(2021, 11, 1), date(2026, 10, 31))
    return Slice(period, rows, columns, tuple(random.sample(COUNTED, 3)))


def _question(chosen, sign: str):
    from mcu.analytics.rules.slices import Whose, question  # noqa: PLC0415

    mark = (lambda name: f"${name}") if sign == "$" else (lambda name: f"%({name})s")
    return question(chosen, Whose(1, 300_000), NOW, NOW.date(), mark)


def _plain(chosen, manifest) -> object:
    from mcu.analytics.queries import mart  # noqa: PLC0415

    cut = {d.code: d.sql.format(day="day") for d in (chosen.row, chosen.column)}
    sql = PLAIN.format(
        rows=cut[chosen.rows], columns=cut[chosen.columns], parts=mart.relation(manifest)
    )
    with mart.engine().cursor() as cursor:
        return cursor.execute(sql).fetchall()


def _postgres(url: str, manifest, chosen, ours: list[float]) -> dict[str, object]:
    from mcu.analytics.queries import mart  # noqa: PLC0415
    from mcu.analytics.rules.facts import FACTS, NAMES  # noqa: PLC0415

    csv = Path(mart.folder()) / "rows.csv"
    with mart.engine().cursor() as cursor:
        cursor.execute(
            f"COPY (SELECT {', '.join(NAMES)} FROM {mart.relation(manifest)}) TO '{csv}' (FORMAT csv, HEADER false)"
        )
    types = ", ".join(f"{fact.name} {fact.type}" for fact in FACTS)
    times = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE TEMP TABLE fact ({types})")
        with (
            csv.open("rb") as file,
            connection.cursor().copy("COPY fact FROM STDIN (FORMAT csv)") as copy,
        ):
            while piece := file.read(2**20):
                copy.write(piece)
        connection.execute("ANALYZE fact")
        for each in chosen:
            asked = _question(each, "%")
            times.append(timed(lambda q=asked: connection.execute(q.sql, q.params).fetchall())[0])
    ratios = [there / here for there, here in zip(times, ours, strict=True)]
    return _told("postgres", times) | {"postgres_to_mart": round(statistics.median(ratios), 1)}


def _told(name: str, times: list[float]) -> dict[str, object]:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {
        f"{name}_median_ms": round(1000 * statistics.median(times)),
        f"{name}_p95_ms": round(1000 * p95),
    }


def timed(act):
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
