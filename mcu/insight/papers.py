"""The picture of problems to take away: a sheet with typed cells, or a Word file."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils import timezone

from mcu.core.documents import Grid, Sheet, build
from mcu.core.tables import Column, Kind, write_xlsx
from mcu.insight.queries.picture import Picture, Voted
from mcu.insight.queries.shown import reason_of

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COLUMNS = (
    Column("Что", width=40), Column("Где", width=26), Column("Сообщений", Kind.WHOLE, 12),
    Column("В прошлом периоде", Kind.WHOLE, 12), Column("Открыто", Kind.WHOLE, 10),
    Column("Просрочено", Kind.WHOLE, 12), Column("С какого дня", Kind.DATE, 14),
    Column("Кто отвечает", width=34), Column("Что делается", width=60), Column("Голосования и обсуждения", width=60),
)  # fmt: skip
NOTHING = "проблема не открыта"


def notes(found: Picture) -> list[str]:
    now = f"{timezone.localtime():%d.%m.%Y %H:%M}"
    return [
        f"Картина проблем территории за {found.period.words}, составлена {now}.",
        f"Место: {found.where or 'весь муниципалитет'}.",
        f"Сообщений с темой {found.total}, за столько же дней до этого {found.before}.",
        "Считаны сообщения, доступные составителю; показаны темы и места с наибольшим числом сообщений.",
        *(f"{one.poll}: {one.words}." for one in _apart(found)),
    ]


def _apart(found: Picture) -> list[Voted]:
    """What residents were asked that no row of the picture is about."""
    tied = {one.poll.pk for row in found.rows for one in row.voted}
    return [one for one in found.voted if one.poll.pk not in tied]


def xlsx(found: Picture) -> BytesIO:
    target = BytesIO()
    write_xlsx(target, "Картина проблем", COLUMNS, _rows(found), notes=notes(found))
    target.seek(0)
    return target


def docx(found: Picture) -> BytesIO:
    """The table, then what rose and what looks like one problem."""
    rows = tuple(
        (
            f"{row[0]}\n{row[1]}", f"{row[2]} (было {row[3]})",
            f"{row[4]}, просрочено {row[5]}" if row[5] else f"{row[4]}",
            f"{row[6]:%d.%m.%Y}", f"{row[7]}", f"{row[8]}",
        )
        for row in _rows(found)
    )  # fmt: skip
    head = ("Что и где", "Сообщений", "Открыто", "С какого дня", "Кто отвечает", "Что делается")
    grids = [Grid("Проблемы", head, rows, (3.7, 2.4, 2.2, 2.1, 3.0, 3.1))]
    if found.alarms:
        risen = tuple((one.name, reason_of(one), one.get_state_display()) for one in found.alarms)
        grids.append(Grid("Всплески", ("Тема и место", "Почему", "Состояние"), risen, (6, 7, 3.5)))
    if found.groups:
        near = tuple(
            (str(one.leader.topic or ""), one.leader.street or one.leader.settlement, str(len(one.cases.all())))
            for one in found.groups
        )  # fmt: skip
        grids.append(Grid("Локальные скопления", ("Тема", "Место", "Сообщений"), near, (7, 7, 2.5)))
    if found.voted:
        asked = tuple((str(one.poll), one.state.label, one.words) for one in found.voted)
        grids.append(
            Grid(
                "Голосования и обсуждения",
                ("Что спросили", "Состояние", "Итоги"),
                asked,
                (6, 3, 7.5),
            )
        )
    said = notes(found)
    place = f": {found.where}" if found.where else ""
    title = f"Картина проблем территории{place}, {found.period.words}"
    return BytesIO(build(Sheet(title=title, text=(said[2],), grids=tuple(grids), foot=(said[0],))))


def _rows(found: Picture) -> Iterator[tuple[Any, ...]]:
    for row in found.rows:
        since = timezone.localtime(row.since).date() if row.since else None
        yield (
            row.topic, row.where, row.count, row.before, row.open, row.late, since,
            row.who or "не назначен", "; ".join(row.done) or NOTHING,
            "; ".join(f"{one.poll}: {one.words}" for one in row.voted),
        )  # fmt: skip
