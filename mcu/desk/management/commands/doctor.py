"""`mcu doctor`: what is wrong with the settings and how to mend it."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.core.errors import RuleViolation
from mcu.desk.queries.doctor import facts
from mcu.desk.rules.doctor import Finding, State, examine, measures_of
from mcu.org.models import Municipality
from mcu.web.templatetags.mcu import SIGNS


class Command(BaseCommand):
    help = "что не так с безопасностью и как исправить; код 1, если есть что исправить срочно"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", default="", metavar="КОД", help="только этот")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, municipality: str, **options: Any) -> None:
        places = Municipality.objects.order_by("code")
        if municipality:
            places = places.filter(code=municipality)
        if not places:
            raise RuleViolation("Такого муниципалитета нет. Заведите его: mcu profile load ИМЯ.")
        now = timezone.now()
        found = {place.code: examine(facts(place, now)) for place in places}
        if options["json"]:
            told = {code: [_as_dict(each) for each in rows] for code, rows in found.items()}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._say(found)
        if any(each.state is State.LATE for rows in found.values() for each in rows):
            sys.exit(1)

    def _say(self, found: dict[str, list[Finding]]) -> None:
        for code, rows in found.items():
            self.stdout.write(f"{code}:")
            for each in rows:
                self.stdout.write(f"  {SIGNS[each.state]} {each.title}: {each.said}")
                if each.mend and each.state in {State.LATE, State.SOON}:
                    self.stdout.write(f"      → {each.mend}")


def _as_dict(finding: Finding) -> dict[str, Any]:
    measures = [
        {
            "title": measure.title,
            "acts": [act["title"] for act in measure.acts],
            "verified": measure.verified,
            "source": measure.source,
        }
        for measure in measures_of(finding.code)
    ]
    return {**asdict(finding), "label": finding.label, "measures": measures}
