"""mcu mart refresh | rebuild | check: the mart of analytics."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mcu.analytics.actions import mart
from mcu.analytics.actions.mart import Kept


class Command(BaseCommand):
    help = "refresh — учесть изменения; rebuild — построить заново; check — сверить с базой"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["refresh", "rebuild", "check"])
        parser.add_argument("--json", action="store_true", dest="as_json", help="итог как JSON")

    def handle(self, *args: Any, verb: str, as_json: bool, **options: Any) -> None:
        if verb == "check":
            self._check(as_json=as_json)
            return
        done = mart.refresh() if verb == "refresh" else mart.rebuild()
        self.stdout.write(_json(done) if as_json else _sentence(done))

    def _check(self, *, as_json: bool) -> None:
        found = mart.check()
        wrong = found["not_as_in_database"] + found["only_in_mart"]
        if as_json:
            self.stdout.write(json.dumps(found))
        elif not wrong:
            self.stdout.write(f"Витрина совпадает с базой: строк {found['rows']}.")
        else:
            self.stderr.write(
                f"Витрина расходится с базой: в базе иначе {found['not_as_in_database']}, лишних "
                f"{found['only_in_mart']}, ждут обновления {found['waiting']}. Выполните mcu mart "
                "refresh; если не поможет — mcu mart rebuild."
            )
        if wrong:
            sys.exit(1)


def _sentence(done: Kept) -> str:
    if done.whole:
        return f"Витрина построена: сообщений {done.rows}."
    return f"Витрина обновлена: изменений учтено {done.changed}."


def _json(done: Kept) -> str:
    return json.dumps({"rows": done.rows, "changed": done.changed, "whole": done.whole})
