"""`mcu audit`: nothing lost, nothing twice."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.core.errors import RuleViolation
from mcu.intake.queries.audit import audit


class Command(BaseCommand):
    help = "сверить, что пришло, что из этого стало и что ушло: ничего не потеряно и не удвоено"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="итоги для программ")

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit(timezone.now())
        if options["json"]:
            self.stdout.write(
                json.dumps(asdict(found) | {"clean": found.clean}, ensure_ascii=False)
            )
            return
        for name, count in found.totals.items():
            self.stdout.write(f"{name:24} {count}")
        for finding in found.findings:
            where = f" (ключи: {', '.join(map(str, finding.keys))})" if finding.keys else ""
            self.stdout.write(
                f"{'✓' if not finding.wrong else '▲'} {finding.what}: {finding.wrong}{where}"
            )
        if not found.clean:
            raise RuleViolation("Есть расхождения: они отмечены ▲. Ключи — первые двадцать.")
