"""What the journal is called in Russian: acts and their groups, fields, values."""

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from string import Formatter
from typing import Any

from mcu.cases.rules.sentences import SENTENCES as CASES
from mcu.cases.rules.sentences import sentence as case_sentence
from mcu.cases.rules.words import Importance, Kind, Outcome
from mcu.cases.rules.workflow import State
from mcu.coordination.rules.sentences import SENTENCES as COORDINATION
from mcu.dashboards.rules.sentences import SENTENCES as DASHBOARDS
from mcu.desk.rules.journal_fields import FIELDS, QUIET
from mcu.exchange.rules.sentences import SENTENCES as EXCHANGE
from mcu.insight.rules.sentences import SENTENCES as INSIGHT
from mcu.media.rules.sentences import SENTENCES as MEDIA
from mcu.org.rules.links import Purpose
from mcu.org.rules.roles import NAMES, Permission, Role
from mcu.org.rules.sentences import SENTENCES as ORGANISATION
from mcu.org.rules.sentences import worded
from mcu.places.rules.sentences import SENTENCES as PLACES
from mcu.planning.rules.sentences import SENTENCES as PLANNING
from mcu.polls.rules.sentences import SENTENCES as POLLS
from mcu.portal.rules.sentences import SENTENCES as PORTAL
from mcu.quality.rules.sentences import SENTENCES as QUALITY
from mcu.ratings.rules.sentences import SENTENCES as RATINGS
from mcu.reports.rules.sentences import SENTENCES as REPORTS
from mcu.tasks.rules.sentences import SENTENCES as TASKS
from mcu.territory.rules.sentences import SENTENCES as TERRITORY

OWN: dict[str, str] = {
    "import.layout": "раскладка столбцов названа «{name}»",
    "import.layout_removed": "убрана раскладка столбцов «{name}»",
    "import.start": "начата загрузка файла",
    "import.batch": "загружена часть файла: новых {new}, обновлено {updated}",
    "import.done": "файл загружен: новых {new}, обновлено {updated}, отклонено {rejected}",
    "import.fail": "загрузка файла не удалась",
    "import.rejects": "выгружены отклонённые строки: {rows}",
    "summary.export": "выгружена сводка за {since} – {until}",
    "slice.schedule": "назначена рассылка среза «{name}»: {when}",
    "slice.stop": "отменена рассылка среза «{name}»",
    "slice.send": "срез «{name}» отправлен по расписанию: {to}",
    "journal.export": "выгружен журнал: строк {rows}",
    "journal.verify": "запрошена проверка журнала",
    "outgoing.retry": "письмо отправлено ещё раз",
    "outgoing.cancel": "письмо отменено",
    "outgoing.test": "отправлено проверочное письмо",
    "channel.switch": "отправка включена или остановлена",
    "watch.page": "страница мониторинга «{name}»",
    "watch.turn": "страница «{name}» снята с просмотра или возвращена",
    "watch.look": "мониторинг: посмотрено страниц {pages}",
    "watch.found": "мониторинг: записана публикация",
    "watch.case": "по найденной публикации открыто сообщение № {case}",
    "channel.connect": "подключён канал «{name}»",
    "channel.change": "изменены настройки канала «{name}»",
    "channel.turn": "канал «{name}» включён или выключен",
    "channel.probe": "проверен канал",
    "channel.since": "запрошена догрузка с {since}",
    "channel.digest_again": "разбирается заново: {count}",
    "export_feed.add": "добавлен приём выгрузок «{name}»",
    "export_feed.turn": "приём выгрузок «{name}» включён или выключен",
    "export_feed.remove": "убран приём выгрузок «{name}»",
    "mention.take": "новость стала сообщением № {number}",
    "mention.drop": "новость отложена как ненужная",
    "outgoing.hand": "отмечено: отправлено вручную",
    "journal.anchor": "сделана отметка журнала: записей {count}",
}
WORDS = (
    EXCHANGE
    | CASES
    | TASKS
    | ORGANISATION
    | QUALITY
    | COORDINATION
    | POLLS
    | MEDIA
    | RATINGS
    | REPORTS
    | PLACES
    | TERRITORY
    | PORTAL
    | INSIGHT
    | DASHBOARDS
    | PLANNING
    | OWN
)

# A group of acts is chosen like an act; the first that fits is the act's own.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "personal": (
        "Личные данные: чтение",
        (
            "applicant.",
            "appeal.journal",
            "reception.reveal",
            "case.download",
            "file.original",
            "import.rejects",
        ),
    ),
    "export": (
        "Выгрузки",
        (
            "case.export",
            "problem.export",
            "appeal.journal",
            "summary.export",
            "slice.",
            "ratings.export",
            "report.export",
            "journal.export",
            "task.export",
            "verification.export",
            "profile.export",
            "organisation.export",
            "book.export",
            "import.rejects",
        ),
    ),
    "keeping": (
        "Хранение и стирание данных",
        ("data.", "hold.", "keys.", "retention.", "review.", "subject."),
    ),
    "access": ("Отказы в доступе", ("access.",)),
    "signin": (
        "Вход в программу",
        ("signin.", "session.", "second_factor.", "token.", "security."),
    ),
    "people": (
        "Люди, роли и права",
        (
            "person.",
            "link.",
            "duty.",
            "rights.",
            "substitution.",
            "block.",
            "body.",
            "centre.",
            "direction.",
            "participant.",
            "indicator.",
            "proposal.",
            "people.",
        ),
    ),
    "settings": (
        "Настройки",
        (
            "calendar.",
            "place.",
            "layer.",
            "territory.",
            "profile.",
            "topic.",
            "route.",
            "fast_route.",
            "rule.",
            "norm.",
            "stage.",
            "answer.",
            "template.",
            "ladder.",
            "learning.",
            "terms.",
            "channel.",
            "export_feed.",
            "outgoing.",
            "notice.",
            "act.",
            "normative.",
            "appeal.setup",
            "letter.",
            "outside.",
        ),
    ),
    "monitoring": ("Мониторинг", ("watch.",)),
    "cases": ("Работа с сообщениями", ("case.", "reception.", "mention.", "file.")),
    "problems": ("Проблемы", ("problem.", "likeness.")),
    "tasks": ("Задачи и проверки", ("task.", "verification.")),
    "quality": (
        "Качество ответов",
        ("rating.", "look.", "survey.", "conflict.", "quality."),
    ),
    "coordination": (
        "Первопричины, дорожные карты, решения",
        ("cause.", "roadmap.", "decision."),
    ),
    "ratings": ("Рейтинги и цели", ("ratings.", "aims.")),
    "reports": ("Отчёты", ("report.",)),
    "insight": ("Всплески и сезоны", ("alarm.", "outage.", "improvement.")),
    "screens": ("Экраны «Пульта»", ("screen.",)),
    "planning": ("Показатели территории", ("passport.",)),
    "polls": ("Голосования и официальные страницы", ("poll.", "page.")),
    "portal": ("Портал жителя", ("portal.",)),
    "exchange": ("Справочники и обмен", ("book.",)),
    "import": ("Импорт", ("import.",)),
    "journal": ("Журнал", ("journal.",)),
}

WAYS = {
    "password": "пароль", "totp": "приложение с кодами", "recovery": "запасной код", "code": "код",
    "passkey": "ключ", "oidc": "единый вход", "link": "одноразовая ссылка",
}  # fmt: skip
LABELS: dict[str, Any] = {
    "purpose": Purpose, "role": Role, "state": State, "outcome": Outcome, "kind": Kind, "importance": Importance,
}  # fmt: skip
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+00:00)?")


def what(action: str, after: Mapping[str, Any], tz: tzinfo) -> str:
    """The sentence of an entry; the bare code of an act nobody has named."""
    if action in CASES:
        return case_sentence(action, after)
    pattern = WORDS.get(action)
    if pattern is None:
        return action
    return worded(pattern, {key: words(key, value, tz) or "—" for key, value in after.items()})


def acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every act the journal is known to hold under its group, the group itself first."""
    listed = []
    for code, (label, _) in GROUPS.items():
        own = [(act, bare(words)) for act, words in WORDS.items() if group_of(act) == code]
        whole = (f"group:{code}", f"{label}: все")
        listed.append((label, [whole, *sorted(own, key=lambda pair: pair[1])]))
    return listed


def codes_of(chosen: str) -> list[str]:
    """The act itself, or the acts of `group:…`; an act may belong to two groups."""
    group = chosen.removeprefix("group:")
    if group == chosen:
        return [chosen]
    _, beginnings = GROUPS[group]
    return [act for act in WORDS if act.startswith(beginnings)]


def group_of(action: str) -> str:
    """The group under which the act is listed; empty for an act nobody has named."""
    return next((code for code, (_, begun) in GROUPS.items() if action.startswith(begun)), "")


def bare(pattern: str) -> str:
    """The sentence without its values."""
    return re.split(r":? ?[«{]|, версия|, не хватает", pattern)[0].removesuffix(" за").strip(" ,")


def spoken(action: str) -> frozenset[str]:
    """The fields that stand in the sentence of the act."""
    parts = Formatter().parse(WORDS.get(action, ""))
    return frozenset(name for _, name, _, _ in parts if name)


def is_worth_reading(name: str) -> bool:
    """Whether the field says something to a reader of the list; keys of rows do not."""
    return name in FIELDS and name not in QUIET and not name.endswith("_id")


def words(name: str, value: Any, tz: tzinfo) -> str:
    """A value of the journal as people write it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "permission" and value in set(Permission):
        return NAMES[Permission(value)]
    if name == "way" or (name == "kind" and value in WAYS):
        return " + ".join(WAYS.get(way, way) for way in str(value).split("+"))
    labels = LABELS.get(name)
    if labels and value in labels.values:
        return str(labels(value).label)
    return moment(str(value), tz) if ISO.fullmatch(str(value)) else str(value)


def moment(text: str, tz: tzinfo) -> str:
    """A day or a moment of the journal in local time."""
    if len(text) == len("2026-01-31"):
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    return f"{datetime.fromisoformat(text).astimezone(tz):%d.%m.%Y %H:%M}"
