"""mcu report pos --period 2026-Q3 --out pos.docx"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mcu.analytics.rules.summary import Period, read_span
from mcu.core.errors import RuleViolation
from mcu.org.queries import municipality
from mcu.reports import papers, queries
from mcu.reports.actions.forms import ensure_forms
from mcu.reports.models import ReportForm
from mcu.reports.papers import Paper
from mcu.reports.rules import periods

FORMATS = ", ".join(f"отчёт.{kind}" for kind in papers.TYPES)


class Command(BaseCommand):
    help = "отчёт по форме за период: подписанный, а если его нет — черновик с цифрами этой минуты"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("form", metavar="ФОРМА")
        parser.add_argument("--period", default="", metavar="2026-Q3")
        parser.add_argument("--out", type=Path, required=True, metavar="ФАЙЛ.docx|xlsx|pdf")
        parser.add_argument("--municipality", default="", metavar="КОД")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        kind = out.suffix.lower().removeprefix(".")
        if kind not in papers.TYPES:
            raise RuleViolation(f"Вид файла «{out.suffix}» не подходит. Назовите так: {FORMATS}.")
        place = municipality(options["municipality"])
        with timezone.override(place.timezone):
            today = timezone.localdate()
            ensure_forms(place=place, today=today)
            form = queries.form_named(place, options["form"])
            period = (
                read_span(options["period"], today)
                if options["period"]
                else periods.last(form.every, today)
            )
            paper, what = self._paper(form, period)
            out.write_bytes(papers.made(paper, kind))
        self.stdout.write(f"{out}: {paper.title}, {paper.period}. {what}")

    def _paper(self, form: ReportForm, period: Period) -> tuple[Paper, str]:
        found = queries.kept(form, period)
        if found is None:
            return queries.draft_of(
                form, period, timezone.now()
            ), "Черновик: отчёта в программе нет."
        return queries.paper_of(found), f"Состояние: {found.get_state_display()}."
