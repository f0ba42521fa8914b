"""`mcu profile`: what profiles there are, and setting a municipality up by one."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mcu.cases.models import Norm, Route
from mcu.cases.queries import topics_of
from mcu.core.errors import RuleViolation
from mcu.core.profile import Section
from mcu.core.profile.difference import Change, Comparison, silent
from mcu.core.profile.guides import json_schema, tables
from mcu.desk.actions import apply_profile, profiles
from mcu.desk.queries.profile import SECTIONS, Wanted, comparison, exported, wanted
from mcu.desk.rules.profile import sentence
from mcu.org import queries as org
from mcu.org.models import Municipality
from mcu.org.rules.profile.citing import cite

VERBS = {
    "list": "профили, которые есть в программе",
    "show": "что говорит профиль и о чём молчит",
    "check": "проверить профиль, ничего не меняя",
    "diff": "что изменит загрузка",
    "load": "завести муниципалитет или обновить его по профилю",
    "export": "выгрузить профиль того, что есть сейчас",
    "schema": "формат профиля как JSON Schema",
}


class Command(BaseCommand):
    help = (
        "профили: list, show, check, diff, load, export — что сказано в акте и что изменит загрузка"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="|".join(VERBS))
        made = {name: verbs.add_parser(name, help=said) for name, said in VERBS.items()}
        for name in ("show", "check", "diff", "load"):
            made[name].add_argument("profile", metavar="ПРОФИЛЬ|ФАЙЛ")
        for name in ("list", "show", "check", "diff", "load"):
            made[name].add_argument("--json", action="store_true", help="итог в виде JSON")
        made["load"].add_argument("--yes", action="store_true", help="не спрашивать")
        made["export"].add_argument("--municipality", default="", metavar="КОД")
        made["export"].add_argument("--out", default="", metavar="ФАЙЛ", help="иначе на экран")
        made["schema"].add_argument("--markdown", action="store_true", help="таблицами")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _schema(self, options: dict[str, Any]) -> None:
        sections = list(SECTIONS.values())
        if options["markdown"]:
            self.stdout.write(tables(sections))
        else:
            self.stdout.write(json.dumps(json_schema(sections), ensure_ascii=False, indent=1))

    def _list(self, options: dict[str, Any]) -> None:
        known = profiles()
        lines = [f"{name:<16} {title}" for name, title in known.items()]
        self._tell(known, "\n".join(lines), options)

    def _check(self, options: dict[str, Any]) -> None:
        wanted(options["profile"])
        self._tell({"ok": True}, f"Профиль «{options['profile']}» можно загружать.", options)

    def _show(self, options: dict[str, Any]) -> None:
        profile = wanted(options["profile"])
        lines = [line for section in SECTIONS.values() for line in _shown(section, profile)]
        quiet = ", ".join(_quiet(profile))
        lines += ["", f"По умолчанию программы: {quiet}." if quiet else "Сказано обо всём."]
        self._tell(profile.document.data, "\n".join(lines), options)

    def _diff(self, options: dict[str, Any]) -> None:
        profile = wanted(options["profile"])
        found = comparison(profile.place, profile)
        data = {"changes": [_plain(change) for change in found.changes]}
        self._tell(data, _changes(profile, found), options)

    def _load(self, options: dict[str, Any]) -> None:
        profile = wanted(options["profile"])
        place = profile.place
        if place and not options["yes"]:
            self._ask(profile, comparison(place, profile), options)
        place, _ = apply_profile(profile=profile, name=options["profile"])
        totals = _totals(place)
        said = (
            f"{place.name} ({place.code}): блоков {totals['blocks']}, органов {totals['bodies']}, "
            f"тем {totals['topics']}, норм {totals['norms']}, маршрутов {totals['routes']}.\n"
            "Дальше: mcu user add ЛОГИН --name «Фамилия Имя Отчество» --role administrator "
            f"--municipality {place.code}"
        )
        self._tell(totals, said, options)

    def _ask(self, profile: Wanted, found: Comparison, options: dict[str, Any]) -> None:
        """Show what will change; nothing happens unless somebody agrees."""
        if not found.written:
            return
        self.stderr.write(_changes(profile, found))
        if not sys.stdin.isatty():
            raise RuleViolation(
                f"Загрузка изменит муниципалитет: {len(found.written)} мест, они названы выше. "
                "Чтобы согласиться, повторите с --yes."
            )
        self.stderr.write("Загрузить? Напишите «да»: ", ending="")
        if input().strip().lower() not in {"да", "д", "yes", "y"}:
            raise RuleViolation("Ничего не изменено.")

    def _export(self, options: dict[str, Any]) -> None:
        text = exported(org.municipality(options["municipality"]))
        if options["out"]:
            Path(options["out"]).write_text(text, "utf-8")
        else:
            self.stdout.write(text, ending="")

    def _tell(self, data: Any, words: str, options: dict[str, Any]) -> None:
        told = json.dumps(data, ensure_ascii=False, default=str) if options["json"] else words
        self.stdout.write(told)


def _changes(profile: Wanted, found: Comparison) -> str:
    """Every difference a line, then how many."""
    lines = [sentence(change, profile.acts) for change in (*found.written, *found.kept)]
    kept = f" Остаётся сделанное вручную: {len(found.kept)}." if found.kept else ""
    total = f"Изменится мест: {len(found.written)}.{kept}" if found.changes else "Различий нет."
    return "\n".join([*lines, total])


def _plain(change: Change) -> dict[str, Any]:
    return {
        "verdict": change.verdict,
        "section": change.section.name,
        "key": change.key,
        "field": change.place[2],
        "wanted": change.wanted_words,
        "now": change.now_words,
        "clause": change.clause,
    }


def _shown(section: Section, profile: Wanted) -> list[str]:
    value = profile.document.data.get(section.name)
    if not value:
        return []
    rows = value if section.is_rows else [value]
    lines = ["", section.title]
    for row in rows:
        if section.is_rows:
            lines.append(f"  {section.called(row)}{_cited(row.get('clause', ()), profile)}")
        lines += _fields(section, row, profile)
    return lines


def _fields(section: Section, row: Mapping[str, Any], profile: Wanted) -> list[str]:
    told = [one for one in section.fields if one.name in row]
    clauses = row.get("clauses", {})
    return [
        f"    {one.label}: {one.kind.words(row[one.name])}{_cited(clauses.get(one.name, ()), profile)}"
        for one in told
    ]


def _quiet(profile: Wanted) -> list[str]:
    """What the act leaves to the program."""
    left = silent(SECTIONS.values(), profile.document.data)
    return [f"{one.title}: {field.label}" if field else one.title for one, field in left]


def _cited(clauses: Any, profile: Wanted) -> str:
    return f" ({cite(clauses, profile.acts)})" if clauses else ""


def _totals(place: Municipality) -> dict[str, Any]:
    return {
        "municipality": place.code,
        "blocks": place.blocks.count(),
        "bodies": place.bodies.count(),
        "topics": topics_of(place.pk).filter(parent__isnull=False).count(),
        "norms": Norm.objects.filter(municipality=place).count(),
        "routes": Route.objects.filter(municipality=place).count(),
    }
