"""mcu rating --period 2026-Q3 --format json: the numbers of the page «Рейтинги»."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.analytics.rules.summary import read_span
from mcu.core.errors import RuleViolation
from mcu.org.queries import municipality
from mcu.org.rules.roles import program
from mcu.ratings import papers, queries
from mcu.ratings.actions import freeze
from mcu.ratings.papers import Paper
from mcu.ratings.queries import Board
from mcu.ratings.rules.method import Method, checked, weighed
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.words import SCOPES
from mcu.ratings.views.frame import lines
from mcu.web.words import tenths


class Command(BaseCommand):
    help = "рейтинг органов и учреждений за период — те же числа, что на странице"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--period", default="", metavar="2026-Q3", help="месяц, квартал, год, дни"
        )
        parser.add_argument("--scope", default="all", choices=list(SCOPES))
        parser.add_argument(
            "--weight", action="append", default=[], metavar="ЧАСТЬ=ВЕС", help="что, если"
        )
        parser.add_argument(
            "--no-shrink", action="store_true", help="без поправки на малую выборку"
        )
        parser.add_argument(
            "--no-levels", action="store_true", help="без поправки на сложность тем"
        )
        parser.add_argument("--format", default="table", choices=["table", "json", "xlsx", "docx"])
        parser.add_argument("--out", type=Path, metavar="ФАЙЛ")
        parser.add_argument("--freeze", action="store_true", help="зафиксировать по настройкам")
        parser.add_argument("--note", default="")
        parser.add_argument("--municipality", default="", metavar="КОД")

    def handle(self, *args: Any, **options: Any) -> None:
        place = municipality(options["municipality"])
        with timezone.override(place.timezone):
            period = read_span(options["period"], timezone.localdate())
            if options["freeze"]:
                by = program(place.pk)
                run = freeze(place=place, period=period, by=by, note=options["note"])
                self.stdout.write(f"{run} зафиксирован: {period.words}. Отпечаток {run.digest}.")
                return
            method = asked(queries.policy_of(place), options)
            scope = options["scope"]
            found = queries.board(queries.counted(place, period, scope, method.basis), method)
            self._write(found, options["format"], options["out"])

    def _write(self, found: Board, form: str, out: Path | None) -> None:
        if form == "json":
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        elif form == "table":
            for row in found.rows:
                score = "—" if row.score is None else tenths(row.score)
                name = found.bodies[row.body]
                self.stdout.write(f"{row.place or '—'}\t{name}\t{score}\t{row.cases}")
        elif out is None:
            raise RuleViolation(f"Назовите файл: --out рейтинг.{form}.")
        else:
            made = papers.docx(paper(found)) if form == "docx" else papers.xlsx(paper(found))
            out.write_bytes(made.read())


def asked(policy: Method, options: dict[str, Any]) -> Method:
    """The settings with what the command line says otherwise."""
    weights = {}
    for text in options["weight"]:
        code, _, weight = text.partition("=")
        if code not in PARTS:
            raise RuleViolation(f"Части «{code[:40]}» нет. Есть: {', '.join(PARTS)}.")
        try:
            weights[code] = float(weight)
        except ValueError as wrong:
            raise RuleViolation(f"Вес пишут числом: --weight {code}=30.") from wrong
    method = weighed(policy, weights)
    shrinks = method.shrinks and not options["no_shrink"]
    return checked(
        replace(method, shrinks=shrinks, levels=method.levels and not options["no_levels"])
    )


def as_json(found: Board) -> dict[str, Any]:
    counted = found.counted
    return {
        "since": counted.period.since.isoformat(), "until": counted.period.until.isoformat(),
        "scope": counted.scope, "as_of": counted.as_of.isoformat(), "from_mart": counted.from_mart,
        "method": found.method.as_json(),
        "bodies": [
            {
                "body": found.bodies[row.body].code, "name": str(found.bodies[row.body]),
                "place": row.place, "score": row.score, "zone": row.zone, "cases": row.cases,
                "why": row.why, "parts": {
                    part.code: {
                        "value": part.value, "of": part.base, "level": part.level,
                        "pooled": part.pooled, "settled": part.settled, "score": part.score,
                        "share": part.share,
                    }
                    for part in row.parts
                },
            }
            for row in found.rows
        ],
    }  # fmt: skip


def paper(found: Board) -> Paper:
    named = [(str(found.bodies[row.body]), row) for row in found.rows]
    shown = lines(named, found.method, set(found.bodies), {}, {}, {})
    words = SCOPES[found.counted.scope]
    return Paper(
        "Рейтинг органов и учреждений", found.counted.period, found.method, [(words, shown)],
        found.counted.as_of,
    )  # fmt: skip
