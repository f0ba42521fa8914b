"""Import of the 47-column export beside its floor, in one run: `python -m bench.import_rows`.

The floor reads the same file with calamine and copies its cells as text into a table without
keys: no import does less. Each side is a process of its own, and the sides take turns, so that
whatever else the machine does weighs on both. Memory is that of all our processes together, the
database's apart; processor time is both.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from python_calamine import CalamineWorkbook

from mcu.core import postgres
from mcu.core.bulk import as_text
from mcu.intake.tests.workbook import write_incident_workbook

MEBIBYTE = 2**20
SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process printed, and what it took: seconds, CPU seconds, MiB at the peak."""

    printed: dict[str, float]
    wall: float
    cpu: float
    peak: float


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


def measured(server: psutil.Process, *command: str) -> Measured:
    """Run a process to its end, looking at its memory and that of its children all the while."""
    before, begun = _cpu(server), time.perf_counter()
    process = psutil.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peaks))
    watch.start()
    printed, _ = process.communicate()
    watch.join()
    if process.returncode:
        sys.exit(f"{command}: code {process.returncode}")
    wall = time.perf_counter() - begun
    return Measured(json.loads(printed.splitlines()[-1]), wall, _cpu(server) - before, max(peaks))


def _watch(process: psutil.Process, peaks: list[float]) -> None:
    with suppress(psutil.NoSuchProcess):  # it may end between two looks
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            ours = (process, *process.children(recursive=True))
            peaks.append(sum(map(_memory, ours)) / MEBIBYTE)
            time.sleep(SAMPLE_SECONDS)


def _memory(process: psutil.Process) -> int:
    """Bytes of a process of ours; 0 for the keeper of the database and for one that has ended."""
    try:
        return 0 if "postgres" in process.name() else process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0


def _cpu(server: psutil.Process) -> float:
    """CPU seconds of the database and of our processes that have ended."""
    ours = os.times()
    total = ours.children_user + ours.children_system
    for each in (server, *server.children()):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def measure(rows: int, pairs: int, *, twice: bool) -> dict[str, float]:
    """The floor and the import of a file of so many rows in turns; medians of the pairs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        write_incident_workbook(path, rows=rows)
        found = [_pair(path, Path(folder) / f"data{number}", twice) for number in range(pairs)]
    return {
        "rows": rows,
        "pairs": pairs,
        **{name: round(statistics.median(each[name] for each in found), 2) for name in found[0]},
    }


def _pair(path: Path, data: Path, twice: bool) -> dict[str, float]:
    os.environ["MCU_DATA"] = str(data)
    url = postgres.attach(data)
    try:
        server = psutil.Process(int((data / "postgres" / "postmaster.pid").read_text().split()[0]))
        for words in (("migrate", "-v", "0"), ("profile", "load", "demo")):
            subprocess.run(
                [sys.executable, "-m", "mcu", *words], check=True, stdout=subprocess.DEVNULL
            )
        least = measured(server, "-m", "bench.import_rows", "--floor", str(path), url)
        command = ("-m", "mcu", "import", str(path), "--json")
        ours = measured(server, *command)
        again = [measured(server, *command).printed] if twice else []
    finally:
        postgres.detach(data)
    bottom = least.printed["read"] + least.printed["copy"]
    taken = ours.printed
    assert taken["new"] == taken["rows"]
    assert all(each["unchanged"] == taken["rows"] for each in again)
    found = {
        "floor_read_s": least.printed["read"],
        "floor_copy_s": least.printed["copy"],
        "floor_peak_mib": least.peak,
        "import_s": taken["seconds"],
        "rows_per_s": taken["rows"] / taken["seconds"],
        "ratio": taken["seconds"] / bottom,
        "ratio_cpu": ours.cpu / least.cpu,
        "import_cpu_s": ours.cpu,
        "peak_mib": ours.peak,
    }
    return found | {"again_s": again[0]["seconds"]} if again else found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--twice", action="store_true", help="the same file once more")
    parser.add_argument("--floor", nargs=2, metavar=("FILE", "URL"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.floor:
        floor(*given.floor)
    else:
        print(json.dumps(measure(given.rows, given.pairs, twice=given.twice), indent=2))


if __name__ == "__main__":
    main()
