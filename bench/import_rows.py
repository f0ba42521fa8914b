"""Import of the 47-column export beside its floor, in one run: `python -m bench.import_rows`.

The floor reads the same file with calamine and copies the raw rows into an empty table: nothing can
import faster with the same reader. Each side is a process of its own, so that peak memory is its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from python_calamine import CalamineWorkbook

from mcu.core.bulk import as_text
from mcu.core.postgres import running
from mcu.intake.tests.workbook import write_incident_workbook


def floor(path: str, url: str) -> None:
    """Read with calamine, COPY every cell as text; prints the two times in seconds."""
    begun = time.perf_counter()
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    read = time.perf_counter()
    columns = ", ".join(f"c{number} text" for number in range(len(rows[0])))
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_raw")
        cursor.execute(f"CREATE TABLE bench_raw ({columns})")
        with cursor.copy("COPY bench_raw FROM STDIN") as copy:
            for row in rows:
                copy.write("\t".join([as_text(str(cell)) for cell in row]) + "\n")
    copied = time.perf_counter()
    print(json.dumps({"read": read - begun, "copy": copied - read}))


def child(*command: str, env: dict[str, str]) -> dict[str, float]:
    """Run a process; its last line of JSON with its wall time and peak memory in MiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command], env=env, check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "wall": seconds, "peak_mib": max(peak, before) / 1024}


def measure(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        write_incident_workbook(path, rows=rows)
        data = Path(folder) / "data"
        data.mkdir()
        with running(data) as url:
            env = {**os.environ, "MCU_DATA": str(data), "MCU_DATABASE_URL": url}
            subprocess.run([sys.executable, "-m", "mcu", "migrate", "-v", "0"], env=env, check=True)
            subprocess.run(
                [sys.executable, "-m", "mcu", "profile", "load", "demo"],
                env=env, check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            least = child("-m", "bench.import_rows", "--floor", str(path), url, env=env)
            ours = child("-m", "mcu", "import", str(path), "--json", env=env)
            again = child("-m", "mcu", "import", str(path), "--json", env=env)
    bottom = least["read"] + least["copy"]
    return {
        "rows": rows,
        "floor_read_s": round(least["read"], 2),
        "floor_copy_s": round(least["copy"], 2),
        "import_s": ours["seconds"],
        "rows_per_s": round(rows / ours["seconds"]),
        "ratio": round(ours["seconds"] / bottom, 2),
        "peak_mib": round(ours["peak_mib"]),
        "again_s": again["seconds"],
        "again_unchanged": again["unchanged"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--floor", nargs=2, metavar=("FILE", "URL"))
    given = parser.parse_args()
    if given.floor:
        floor(*given.floor)
    else:
        print(json.dumps(measure(given.rows), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
