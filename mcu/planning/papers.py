"""The passport and the planning package to take away: xlsx with typed cells, or Word."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils import timezone

from mcu.core.documents import Grid, Sheet, build
from mcu.core.tables import Column, Kind
from mcu.planning.queries.package import Package
from mcu.planning.queries.passport import Passport
from mcu.planning.rules.standing import Change, Standing, concluded
from mcu.planning.rules.trend import GROWS
from mcu.web.words import number, plural

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MESSAGES = "сообщение|сообщения|сообщений"
ROUNDED = "Числа программы округлены, доли меньше чем из десяти не показаны."
COUNTED = (
    "Показатели программы считаются по сообщениям законченных кварталов теми же показателями, что и в "
    "разделе «Срезы»; остальные внесены владельцами."
)
COLUMNS = (
    Column("Показатель", width=44), Column("Единица", width=12), Column("Последнее", Kind.NUMBER, 14),
    Column("За какой период", width=18), Column("В прошлом периоде", Kind.NUMBER, 14),
    Column("Изменение", Kind.NUMBER, 12), Column("Год назад", Kind.NUMBER, 12),
    Column("Изменение за год", Kind.NUMBER, 12), Column("Цель", Kind.NUMBER, 12),
    Column("Достигнута", width=14), Column("Ход", width=16), Column("Источник", width=40),
    Column("Вносит", width=34), Column("Проверен ли источник", width=16),
)  # fmt: skip


def title(found: Passport) -> str:
    return f"Паспорт территории: {found.where}"


def notes(found: Passport) -> list[str]:
    said = [
        f"{title(found)}, на {found.on:%d.%m.%Y}.",
        f"Сообщения — по состоянию на {timezone.localtime(found.as_of):%d.%m.%Y %H:%M}. {COUNTED}",
        *concluded(found.rows),
    ]
    return [*said, ROUNDED] if found.protected else said


def cells(found: Passport) -> Iterator[tuple[Any, ...]]:
    """Of the sheet."""
    for row in found.rows:
        former, year = row.former, row.year_ago
        yield (
            row.name, row.unit, row.last, row.when,
            former.was if former else None, former.by if former else None,
            year.was if year else None, year.by if year else None,
            row.target, row.verdict, row.bars, row.source,
            "программа" if row.known else row.owner, "" if row.verified else "не проверено",
        )  # fmt: skip


def passport_docx(found: Passport) -> BytesIO:
    said = notes(found)
    grid = _indicators("Показатели", [(row, None) for row in found.rows], with_whole=False)
    text = tuple(said[2:]) or ("Цели достигнуты, хуже не стало, всё внесено.",)
    return BytesIO(
        build(
            Sheet(
                f"{title(found)}, {found.on:%d.%m.%Y}",
                text=text,
                grids=(grid,),
                foot=tuple(said[:2]),
            )
        )
    )


def package_docx(found: Package) -> BytesIO:
    """Needs, addresses, indicators, problems and plans, one table after another."""
    years = found.years
    grids = [_needs(found), _addresses(found), _problems(found), _plans(found)]
    if found.standings:
        table = _indicators("Показатели", found.standings, with_whole=bool(found.settlement))
        grids.insert(2, table)
    made = f"Составлено {timezone.localtime():%d.%m.%Y %H:%M} по сообщениям и показателям, доступным составителю."
    sheet = Sheet(
        f"Материалы для планирования: {found.where}, {years.words}", text=tuple(told(found)),
        grids=tuple(grid for grid in grids if grid.rows), foot=(made, COUNTED),
    )  # fmt: skip
    return BytesIO(build(sheet))


def told(found: Package) -> list[str]:
    """The package in sentences."""
    years = "; ".join(f"{year} — {number(found.totals[year])}" for year in found.listed)
    said = [f"Поступило {plural(found.total, MESSAGES)}: {years}.", _compared(found)]
    growing = [need.name for need in found.needs if need.trend == GROWS]
    if growing and not found.is_short:
        said.append(f"Растут: {', '.join(growing[:5])}.")
    if found.addresses:
        said.append(f"Адресов, о которых пишут месяцами: {len(found.addresses)}.")
    return [*said, *concluded([row for row, _ in found.standings])]


def _compared(found: Package) -> str:
    if found.since is None:
        return "Сообщений за эти годы нет: сравнивать пока нечего."
    if found.is_short:
        return f"Сообщения есть с {found.since:%m.%Y}, поэтому сравнение с прошлым годом неполное."
    counts = f"{number(found.before)} → {number(found.now)}"
    return f"К тем же дням прошлого года: {counts}, {found.trend}."


def _needs(found: Package) -> Grid:
    years = found.listed
    head = ("Потребность (тема)", *(str(year) for year in years), "Год назад", "Как меняется")
    each = 7.0 / (len(years) + 1)
    rows = tuple(
        (
            need.name, *(number(need.years[year]) for year in years), "—" if found.is_short else number(need.before),
            "—" if found.is_short else f"{need.sign} {need.trend}".strip(),
        )
        for need in found.needs
    )  # fmt: skip
    return Grid("Потребности", head, rows, (6.3, *[each] * (len(years) + 1), 3.2))


def _addresses(found: Package) -> Grid:
    rows = tuple(
        (row.place, row.topic, str(row.count), str(row.months), f"{timezone.localtime(row.last):%d.%m.%Y}", str(row.open))
        for row in found.addresses
    )  # fmt: skip
    head = ("Адрес", "Тема", "Сообщений", "Месяцев", "Последнее", "Открыто")
    return Grid(
        "Адреса, о которых пишут месяцами (полтора года)", head, rows, (5, 4.6, 1.9, 1.7, 1.9, 1.4)
    )


def _problems(found: Package) -> Grid:
    rows = tuple(
        (
            f"{one}: {one.title}" if one.title else str(one), one.get_state_display(), str(one.body or "не назначен"),
            f"{one.plan_until:%d.%m.%Y}" if one.plan_until else "—", str(one.size),
        )
        for one in found.problems
    )  # fmt: skip
    head = ("Проблема", "Состояние", "Кто", "План до", "Сообщений")
    return Grid("Открытые проблемы", head, rows, (6.3, 2.8, 3.6, 2, 1.8))


def _plans(found: Package) -> Grid:
    rows = tuple(
        (
            f"№ {plan.road_map.number} · {plan.road_map.title}", plan.road_map.get_state_display(),
            f"{plan.road_map.approved_on:%d.%m.%Y}" if plan.road_map.approved_on else "—",
            f"{plan.progress.done} из {plan.progress.total}" if plan.progress else "нет",
            str(plan.progress.overdue) if plan.progress else "—",
        )
        for plan in found.plans
    )  # fmt: skip
    head = ("Дорожная карта", "Состояние", "Утверждена", "Пунктов сделано", "Просрочено")
    return Grid("Принятые дорожные карты", head, rows, (6.9, 2.6, 2.4, 2.6, 2))


def _indicators(
    heading: str, rows: list[tuple[Standing, Standing | None]], *, with_whole: bool
) -> Grid:
    head = ["Показатель", "Значение", "К прошлому", "К прошлому году", "Цель", "Ход"]
    widths = [5.0, 2.9, 2.3, 2.3, 2.2, 1.8]
    if with_whole:
        head.insert(2, "В целом")
        widths = [4.4, 2.5, 2.1, 2.0, 2.0, 2.0, 1.5]
    lines = []
    for row, whole in rows:
        line = [
            row.name, f"{row.value}, {row.when}" if row.points else row.when, _moved(row.former),
            _moved(row.year_ago), f"{row.target_words} {row.verdict}".strip(), row.bars,
        ]  # fmt: skip
        if with_whole:
            line.insert(2, whole.value if whole else "—")
        lines.append(tuple(line))
    return Grid(heading, tuple(head), tuple(lines), tuple(widths))


def _moved(change: Change | None) -> str:
    if change is None:
        return "—"
    meaning = {True: ", лучше", False: ", хуже", None: ""}[change.better]
    return f"{change.words}{meaning}"
