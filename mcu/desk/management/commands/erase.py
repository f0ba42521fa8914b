"""mcu erase: what is due to be erased, and erasing it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.desk.actions.erasers import ERASERS
from mcu.desk.actions.erasure import erase_due
from mcu.desk.jobs import ERASURE_LOCK
from mcu.desk.queries.retention import preview
from mcu.org.models import Municipality
from mcu.org.rules.roles import program

BUSY = "Стирание уже идёт в другом процессе. Дождитесь его конца."


class Command(BaseCommand):
    help = "--preview — что пора стереть; --run — стереть (прерванное продолжается)"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--preview", action="store_true", help="только посчитать")
        what.add_argument("--run", action="store_true", help="стереть")
        parser.add_argument("--json", action="store_true", dest="as_json", help="итог как JSON")

    def handle(self, *args: Any, as_json: bool, run: bool, **options: Any) -> None:
        for place in Municipality.objects.order_by("pk"):
            lines = self._erase(place) if run else self._preview(place)
            if as_json:
                row = {"municipality": place.code, "rows": lines}
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self._print(place, lines, done=run)

    def _preview(self, place: Municipality) -> list[dict[str, Any]]:
        rows = preview(place.pk, ERASERS, timezone.now())
        return [
            {"what": row.rule.code, "title": row.title, "rows": row.count, "waiting": row.waiting}
            for row in rows
        ]

    def _erase(self, place: Municipality) -> list[dict[str, Any]]:
        with claimed(ERASURE_LOCK, place.pk) as free:
            if not free:
                raise RuleViolation(BUSY)
            done = erase_due(place=place, erasers=ERASERS, by=program(place.pk, "Командная строка"))
        return [
            {"what": line.what, "title": line.rule, "rows": line.count, "waiting": 0}
            for line in done.lines.order_by("pk")
        ]

    def _print(self, place: Municipality, lines: list[dict[str, Any]], *, done: bool) -> None:
        self.stdout.write(f"{place}: {'стёрто' if done else 'пора стереть'}")
        for line in lines:
            wait = f", ждут решения (ЭПК): {line['waiting']}" if line["waiting"] else ""
            self.stdout.write(f"  {line['title']} ({line['what']}) — {line['rows']}{wait}")
        if not lines:
            self.stdout.write("  ничего")
