"""Check that nobody has changed the journal; take the line of its end to keep elsewhere."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.core import journal


class CommandLine:
    """The program itself, started by a person at the terminal."""

    person_id = None
    name = "Командная строка"


class Command(BaseCommand):
    help = "verify — проверить, что журнал никто не изменил; anchor — отметка конца журнала"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify|anchor")
        verify = verbs.add_parser("verify", help="пройти все цепочки записей")
        verify.add_argument("--json", action="store_true", dest="as_json", help="итог как JSON")
        verify.add_argument(
            "--anchor", type=Path, metavar="ФАЙЛ", help="сверить с отметками, сохранёнными отдельно"
        )
        anchor = verbs.add_parser("anchor", help="отметка дня: дата, муниципалитет, число, хеш")
        anchor.add_argument("--out", type=Path, metavar="ФАЙЛ", help="дописать в файл")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "anchor":
            self._anchor(options["out"])
        else:
            self._verify(options["anchor"], as_json=options["as_json"])

    def _anchor(self, out: Path | None) -> None:
        now = timezone.now()
        day, by = timezone.localdate(now), CommandLine()
        made = [
            journal.anchor(municipality_id=chain, day=day, by=by, now=now)
            for chain in journal.municipalities()
        ]
        anchors = [each for each in made if each]
        for each in anchors:
            self.stdout.write(each.line)
        file = out or settings.MCU_JOURNAL_ANCHORS
        if file:
            added = journal.append(file, anchors)
            self.stderr.write(f"В файл {file} дописано строк: {added}.")

    def _verify(self, kept: Path | None, *, as_json: bool) -> None:
        anchors = journal.read_lines(kept) if kept else []
        chains = sorted({*journal.municipalities(), *(each.municipality_id for each in anchors)})
        walks = {
            chain: journal.walk(chain, [a for a in anchors if a.municipality_id == chain])
            for chain in chains
        }
        breaks = [found.broken for found in walks.values() if found.broken]
        entries = sum(found.entries for found in walks.values())
        self._print(len(chains), entries, len(anchors), breaks, as_json=as_json)
        if breaks:
            sys.exit(1)

    def _print(
        self, chains: int, entries: int, anchors: int, breaks: list[journal.Break], *, as_json: bool
    ) -> None:
        if as_json:
            body = {
                "chains": chains,
                "entries": entries,
                "anchors": anchors,
                "broken": [_as_dict(found) for found in breaks],
            }
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for found in breaks:
            self.stderr.write(_sentence(found))
        if not breaks:
            compared = f" Сверено отметок: {anchors}." if anchors else ""
            self.stdout.write(
                f"Журнал цел: цепочек {chains}, записей {entries}, изменённых нет.{compared}"
            )


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
