"""Writes invented exports in the real 47-column layout: for tests, benchmarks and the browser.

The shape is the shape of a real file (column names, cell types, stray apostrophes), the content
is made up: no place, person, account or number in it exists.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter

COLUMNS = (
    "Кабинет",
    "ID",
    "Номер инцидента",
    "Отдел",
    "Исполнитель",
    "Общее время первого ответа",
    "Общий текст первого ответа",
    "Время с даты создания инцидента до времени первого ответа",
    "Время с даты создания инцидента до времени первого ответа, рабочее время",
    "Время назначения последнего исполнителя",
    "Время 1го ответа ПИ",
    "Первая реакция с момента назн. ПИ",
    "Уложились или нет после назн. ПИ",
    "Время с начала создания инцидента до окончания",
    "Время отправки первого ответа ПИ на согласование",
    "Время, которое первый ответ ПИ находился на согласовании",
    "Текущий шаг инцидента",
    "Дата создания",
    "Дата окончания",
    "Группа тем",
    "Тема",
    "Регион",
    "Муниципалитет",
    "Населенный пункт",
    "Улица",
    "Дом",
    "Объект старый",
    "Объект",
    "Тип инцидента",
    "Итог",
    "Есть медиафайл в ответе",
    "Есть медиафайл в сообщении",
    "Урл поста",
    "Урл блога",
    "Текст инцидента",
    "1ый ответ ПИ",
    "2ой ответ ПИ",
    "3ий ответ ПИ",
    "Причина закрытия",
    "Аудитория",
    "Вовлеченность",
    "URL автора",
    "Аккаунт публикации ответа",
    "Теги",
    "Примечание",
    "Время попадания на шаг оценка удовлетворенности",
    "Опрос отправлен",
)

Cell = str | float | timedelta | None

TOPICS: Mapping[str, tuple[str, ...]] = {
    "Дороги": ("Ямы и выбоины", "Уборка дорог от снега и наледи", "Освещение дорог", "Тротуары"),
    "Благоустройство": ("Упавшие деревья", "Детские площадки", "Уборка дворов от мусора"),
    "ЖКХ": ("Нет горячей воды", "Отопление", "Уборка подъездов", "Протечки кровли"),
    "Обращение с отходами": ("Вывоз мусора", "Свалки"),
    "Общественный транспорт": ("График движения", "Остановочные пункты"),
}
BODIES = (
    ("Управление дорог и благоустройства", "Дорожная служба «Грейдер»"),
    ("Управление дорог и благоустройства", ""),
    ("Управление жилищного хозяйства", "Единая аварийная служба"),
    ("Отдел транспорта", ""),
    ("", "Пресс-служба округа"),
)
COMPLAINTS = (
    "Здравствуйте! {place}: {topic}. Третий день никто не приезжает, когда сделают?",
    "Уважаемая администрация, {topic}, {place}.<br>Прошу принять меры!<br>[Фотография]",
    "😤 {place} — {topic}. Дети идут в школу по проезжей части, из года в год одно и то же",
    "[club{club}|Синеборск рядом], {topic}, {place}. Сколько можно ждать?",
    "Спасибо, что услышали: {topic}, {place}. Осталось довести до конца 🙏",
)
REPLIES = (
    "{who}, здравствуйте. {place}: работы включены в план этой недели. Бригада выедет до пятницы.",
    "{who}, добрый день. Заявка передана подрядчику, {place} проверим повторно завтра до 18:00.",
    "Здравствуйте! Благодарим за сообщение. Вопрос «{topic}» решён, фото в комментарии.",
    "{who}, здравствуйте. Уточните, пожалуйста, номер дома: {place} — улица длинная.",
)
NICKS = ("Лесовик Подгорный", "Заря Ясная", "Читатель Книжкин", "Соседка Сверху")
STEPS_OPEN = ("В работе", "Назначен исполнитель", "На согласовании", "Оценка удовлетворенности")
REASONS = ("Нет ответа от автора", "Автор удовлетворен ответом", "")


@dataclass(frozen=True, slots=True)
class Town:
    """Whose export this is; callers put in the names of their own invented town."""

    region: str = "Светлореченская область"
    municipality: str = "Синеборский округ"
    settlements: Sequence[str] = ("Синеборск", "деревня Дальние Мельницы", "посёлок Глиняный", "")
    streets: Sequence[str] = ("Мельничная улица", "улица Кузнечная", "Тихий переулок", "")
    bodies: Sequence[tuple[str, str]] = BODIES
    topics: Mapping[str, Sequence[str]] = field(default_factory=lambda: TOPICS)


SINEBORSK = Town()


def incident_rows(
    rows: int,
    seed: int = 1,
    *,
    town: Town = SINEBORSK,
    first_id: int = 1_000_001,
    start: datetime = datetime(2025, 1, 9, 8, tzinfo=UTC),
    days: int = 300,
    open_share: float = 0.2,
) -> Iterator[list[Cell]]:
    """Invented rows in the order of COLUMNS; the same seed gives the same rows."""
    dice = random.Random(seed)
    topics = [(group, topic) for group, names in town.topics.items() for topic in names]
    step = timedelta(days=days) / max(rows, 1)
    for index in range(rows):
        created = start + index * step + timedelta(seconds=dice.randrange(1, 3600))
        yield _row(dice, town, dice.choice(topics), first_id + index, created, open_share)


def write_incident_workbook(
    path: Path | str | IO[bytes],
    rows: int = 1000,
    seed: int = 1,
    titles_above: int = 0,
    *,
    columns: Sequence[str] = COLUMNS,
    extra: Iterable[Iterable[Cell]] = (),
    dates: Literal["text", "excel"] = "text",
    **invented: Any,
) -> None:
    """An xlsx of invented rows; `columns` orders or leaves out columns, `extra` adds raw rows.

    `titles_above` puts that many title lines over the header; `dates` writes the moments as text,
    as the real system does, or as dates of Excel. The rest goes to `incident_rows`.
    """
    order = [COLUMNS.index(name) for name in columns]
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Лист1")
        formats = {
            "span": book.add_format({"num_format": "[hh]:mm:ss"}),
            "date": book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"}),
        }
        for line in range(titles_above):
            sheet.write_string(line, 0, f"Выгрузка кабинета, строка {line + 1}")
        sheet.write_row(titles_above, 0, columns)
        line = titles_above
        for line, cells in enumerate(incident_rows(rows, seed, **invented), titles_above + 1):
            if dates == "excel":
                cells = [_as_date(cell) for cell in cells]
            _put(sheet, line, [cells[column] for column in order], formats)
        for number, cells in enumerate(extra, line + 1):
            _put(sheet, number, cells, formats)


def write_incident_csv(
    path: Path | str,
    rows: int = 1000,
    seed: int = 1,
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ";",
    **invented: Any,
) -> None:
    """The same rows as text, the way a spreadsheet saves them."""
    with open(path, "w", encoding=encoding, errors="replace", newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow(COLUMNS)
        for cells in incident_rows(rows, seed, **invented):
            out.writerow(["" if cell is None else _csv_text(cell) for cell in cells])


def _row(
    dice: random.Random,
    town: Town,
    subject: tuple[str, str],
    number: int,
    created: datetime,
    open_share: float,
) -> list[Cell]:
    group, topic = subject
    department, executor = dice.choice(town.bodies)
    settlement, street = dice.choice(town.settlements), dice.choice(town.streets)
    place = ", ".join(filter(None, (settlement, street))) or "у остановки"
    club, author = 9_900_000_001 + dice.randrange(5), 9_910_000_001 + dice.randrange(9999)
    post, blog, writer, account = _addresses(dice, club, author)
    text = dice.choice(COMPLAINTS).format(place=place, topic=topic.lower(), club=club)
    is_open = dice.random() < open_share
    answered = not is_open or dice.random() < 0.5
    moments = _moments(dice, created, answered, is_open)
    replies = _replies(dice, place, topic, author) if answered else []
    first, second, third = ["'" + reply for reply in (*replies, "", "", "")][:3]
    solved = dice.choice(("Решено", "Разъяснено", "Разъяснено", "Отложено", "Не решено"))
    return [
        town.region,
        float(number),
        float(number - 500_000),
        department,
        executor,
        moments["answer"],
        first,
        moments["took"],
        moments["took_working"],
        moments["assigned"],
        moments["answer"],
        moments["reaction"],
        dice.choice(("Да", "Да", "Нет")) if answered else "",
        moments["total"],
        moments["approval"],
        moments["approval_took"],
        dice.choice(STEPS_OPEN) if is_open else "Готово",
        _stamp(created),
        moments["closed"],
        group,
        topic,
        town.region,
        town.municipality,
        settlement,
        street,
        str(dice.randrange(1, 90)) if street and dice.random() < 0.4 else "",
        "",
        "",
        dice.choice(("Решаемый", "Решаемый", "Информационный", "Нерешаемый")),
        "" if is_open else solved,
        dice.choice(("Да", "Нет")),
        "Да" if "Фотография" in text else "Нет",
        post,
        blog,
        "'" + text,
        first,
        second,
        third,
        "" if is_open else dice.choice(REASONS),
        float(dice.randrange(2, 60_000)),
        float(dice.randrange(1, 30)) if dice.random() < 0.2 else "",
        writer,
        account,
        "быстрая тема" if dice.random() < 0.1 else "",
        dice.choice(("", "", ".", "вопрос не округа")),
        moments["answer"],
        dice.choice(("Да", "Нет")),
    ]


def _addresses(dice: random.Random, club: int, author: int) -> tuple[str, str, str, str]:
    """Addresses of post, blog, author and answering account in each network's own manner."""
    post = dice.randrange(1000, 99_999)
    person, group = f"http://vk.com/id{author}", f"http://vk.com/club{club}"
    telegram = "https://web.telegram.org/#/im?p=@sineborsk_invented"
    max_channel = "https://max.ru/sineborsk_invented"
    wall = f"http://vk.com/wall-{club}_{post}"
    return dice.choice(
        (
            (wall, group, group, ""),
            (f"{wall}?reply={post + 2}&thread={post + 1}", group, person, group),
            (f"http://vk.com/gim{club}?msgid={post}&sel={author}", person, person, group),
            (f"https://ok.ru/group/{club}/topic/{post}", f"https://ok.ru/group/{club}", "", ""),
            (f"https://telegram.me/sineborsk_invented/{post}?comment=7", telegram, telegram, ""),
            (f"https://max.ru/sineborsk_invented/{post}", max_channel, max_channel, ""),
        )
    )


def _moments(
    dice: random.Random, created: datetime, answered: bool, is_open: bool
) -> dict[str, Cell]:
    """Times of one row as the file holds them: text for moments, parts of a day for durations."""
    assigned = created + timedelta(minutes=dice.randrange(1, 240))
    approval = assigned + timedelta(minutes=dice.randrange(1, 120))
    answer = approval + timedelta(seconds=dice.randrange(30, 4000))
    closed = answer + timedelta(hours=dice.randrange(1, 120))
    moments: dict[str, Cell] = dict.fromkeys(
        ("answer", "took", "took_working", "reaction", "approval", "approval_took"), ""
    )
    if answered:
        moments |= {
            "answer": _stamp(answer),
            "took": answer - created,
            "took_working": (answer - created) / 2,
            "reaction": approval - assigned,
            "approval": _stamp(approval),
            "approval_took": answer - approval,
        }
    moments["assigned"] = _stamp(assigned)
    moments["closed"] = "" if is_open else _stamp(closed)
    moments["total"] = "" if is_open else closed - created
    return moments


def _replies(dice: random.Random, place: str, topic: str, author: int) -> list[str]:
    who = dice.choice((f"[id{author}|{dice.choice(NICKS)}]", "@user"))
    count = dice.choice((1, 1, 1, 2, 3))
    return [dice.choice(REPLIES).format(who=who, place=place, topic=topic) for _ in range(count)]


def _stamp(moment: datetime) -> str:
    return str(moment)[:19]


def _as_date(cell: Cell) -> Any:
    if isinstance(cell, str) and len(cell) == 19 and cell[:2] == "20":
        return datetime.fromisoformat(cell)
    return cell


def _csv_text(cell: str | float | timedelta) -> str:
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return cell if isinstance(cell, str) else str(int(cell))


def _put(sheet: Any, line: int, cells: Iterable[Any], formats: Mapping[str, Any]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(line, column, cell)
        elif isinstance(cell, timedelta):
            sheet.write_number(line, column, cell / timedelta(days=1), formats["span"])
        elif isinstance(cell, datetime):
            sheet.write_datetime(line, column, cell, formats["date"])
        elif cell is not None:
            sheet.write_number(line, column, cell)
