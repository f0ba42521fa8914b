"""Check that nobody has changed the journal."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.core import journal


class Command(BaseCommand):
    help = "verify — проверить, что журнал действий никто не изменил"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"], help="verify: пройти все цепочки записей")
        parser.add_argument("--json", action="store_true", dest="as_json", help="итог в виде JSON")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        chains = journal.municipalities()
        breaks = [found for chain in chains if (found := journal.verify(chain))]
        self._print(chains, breaks, as_json=as_json)
        if breaks:
            sys.exit(1)

    def _print(self, chains: list[int], breaks: list[journal.Break], *, as_json: bool) -> None:
        if as_json:
            body = {"chains": len(chains), "broken": [_as_dict(found) for found in breaks]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for found in breaks:
            self.stderr.write(_sentence(found))
        if not breaks:
            self.stdout.write(f"Журнал цел: цепочек {len(chains)}, изменённых записей нет.")


def _as_dict(found: journal.Break) -> dict[str, object]:
    return {
        "municipality": found.municipality_id,
        "sequence": found.sequence,
        "entry": found.entry_id,
        "reason": found.reason,
    }


def _sentence(found: journal.Break) -> str:
    row = f", строка journal_entry.id = {found.entry_id}" if found.entry_id else ""
    return (
        f"Журнал муниципалитета {found.municipality_id} нарушен на записи № {found.sequence}{row}: "
        f"{found.reason}."
    )
