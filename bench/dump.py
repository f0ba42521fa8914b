"""Keep the database of `MCU_DATA` as plain SQL: `python -m bench.dump FILE.sql.gz`.

Only statements that a driver can run and that every supported PostgreSQL knows: no psql commands, no
settings of the session.
"""

import gzip
import subprocess
import sys
from pathlib import Path

from mcu.core import postgres
from mcu.core.keeper import binaries


def dump(url: str) -> str:
    """The whole database as SQL."""
    command = [str(binaries() / "pg_dump"), "--inserts", "--no-owner", "--no-acl", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    dropped = ("SET ", "\\", "SELECT pg_catalog.set_config", "--", "CREATE SCHEMA public")
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if line and not line.startswith(dropped))


def main() -> None:
    url = postgres.attach(postgres.data_folder())
    Path(sys.argv[1]).write_bytes(gzip.compress(dump(url).encode(), mtime=0))


if __name__ == "__main__":
    main()
