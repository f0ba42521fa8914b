"""What stands around every page: the menu with its counts, the place, the person."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mcu.cases import queries as cases
from mcu.org.models import Person
from mcu.org.queries.notices import unread
from mcu.org.rules.roles import Actor, Permission, may

P = Permission


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu; `count_late` is shown before `count`."""

    title: str
    url: str
    icon: str
    current: bool
    divided: bool = False
    count: int = 0
    count_late: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of the menu that stand together; with a title they fold under it."""

    items: list[Item]
    title: str = ""
    icon: str = ""
    code: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of «Настройки» or «Сводка» that belong together; the address is that of the first of them."""

    title: str
    url: str
    current: bool
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a line leads and who may go there: everybody, who has the right, or who has all the
    rights of one of several ways."""

    title: str
    route: str
    icon: str
    needs: Permission | tuple[tuple[Permission, ...], ...] | None = None
    fold: str = ""

    def open_to(self, has: Callable[[Permission], object]) -> bool:
        if self.needs is None:
            return True
        ways = self.needs if isinstance(self.needs, tuple) else ((self.needs,),)
        return any(all(has(one) for one in way) for way in ways)


MENU = (
    Entry("Сегодня", "desk:today", "sun", P.SEE),
    Entry("Лента", "cases:feed", "inbox", P.SEE),
    Entry("Контроль", "desk:control", "alarm-clock", P.CONTROL),
    Entry("Проблемы", "cases:problems", "layers", P.SEE),
    Entry("Задачи", "tasks:list", "list-checks", P.TASK_SEE),
    Entry("Карта", "cases:map", "map", P.SEE),
    Entry("Обращения", "cases:appeals", "stamp", P.SEE, "answers"),
    Entry("Перенаправления", "cases:redirects", "forward", P.SEE, "answers"),
    Entry("Ответы", "cases:quality", "badge-check", P.SEE, "answers"),
    Entry("Обещания", "cases:promises", "handshake", P.SEE, "answers"),
    Entry("ПОС", "desk:pos", "megaphone", P.SEE, "answers"),
    Entry("Сводка", "dashboards:board", "chart-column", P.SUMMARY, "numbers"),
    Entry("Пульт", "dashboards:wall", "monitor", P.WALL, "numbers"),
    Entry("Отчёты", "reports:list", "file-chart-column", P.REPORTS_SEE, "numbers"),
    Entry("Решения", "coordination:causes", "milestone", ((P.SEE, P.SUMMARY),), "numbers"),
    Entry(
        "Качество",
        "quality:ratings",
        "thumbs-up",
        ((P.QUALITY,), (P.SEE, P.SUMMARY)),
        "numbers",
    ),
    Entry("Мониторинг", "intake:watch", "radar", P.WATCH, "intake"),
    Entry("Упоминания", "intake:mentions", "newspaper", P.REGISTER, "intake"),
    Entry("Импорт", "intake:index", "file-up", P.IMPORT, "intake"),
    Entry("Центр", "org:composition", "landmark", fold="office"),
    Entry("Настройки", "org:organisation", "settings", P.SETTINGS, "office"),
)
# What folds when the menu is longer than a screen of 768 points: title and icon. Before a person
# has folded anything, the one with the open page stands open, or else the usual one.
FOLDS = {
    "answers": ("Ответы жителям", "mail-check"),
    "numbers": ("Анализ", "chart-pie"),
    "intake": ("Приём", "inbox"),
}
FITS, USUALLY_OPEN, FOLD_COOKIE = 15, "numbers", "rail"
CENTRE = (
    Entry("Состав", "org:composition", "users"),
    Entry("Блоки", "desk:blocks", "boxes"),
    Entry("Замещения", "desk:substitutions", "user-round-cog"),
    Entry("Предложения", "desk:proposals", "file-pen", P.PROPOSE),
    Entry("Нагрузка", "desk:workload", "gauge", P.PROPOSE),
    Entry("Показатели", "org:indicators", "target"),
    Entry(
        "Показатели территории",
        "planning:indicators",
        "chart-line",
        ((P.TERRITORY_ENTER,), (P.TERRITORY,), (P.SEE, P.SUMMARY)),
    ),
    Entry("Участники", "org:participants", "contact"),
    Entry("Карточка", "org:centre", "landmark"),
    Entry("Развитие", "org:directions", "trending-up"),
    Entry("Правовые акты", "org:acts", "scroll"),
    Entry("Нормативная база", "org:normative", "book-open"),
    Entry("Мои часы", "org:hours", "clock"),
)
GROUPS = (
    (
        "Центр",
        (
            Entry("Организация", "org:organisation", "building-2", P.SETTINGS),
            Entry("Профиль", "desk:profile", "file-check", P.SETTINGS),
            Entry("Люди", "org:people", "users", P.SETTINGS),
            Entry("Роли и права", "org:roles", "key-round", P.SETTINGS),
            Entry("Календарь", "org:calendar", "calendar-days", P.SETTINGS),
        ),
    ),
    (
        "Разбор",
        (
            Entry("Темы", "desk:topics", "tags", P.SETTINGS),
            Entry("Обучение", "cases:learning", "graduation-cap", P.SETTINGS),
            Entry("Справочник мест", "places:list", "map-pin", P.SETTINGS),
            Entry("Слои карты", "territory:layers", "layers-2", P.SETTINGS),
            Entry("Территория", "territory:territory", "land-plot", P.SETTINGS),
            Entry("Внешняя модель", "cases:outside", "bot", P.SETTINGS),
            Entry("Быстрые маршруты", "desk:fast-routes", "zap", P.SETTINGS),
            Entry("Правила", "desk:rules", "workflow", P.SETTINGS),
        ),
    ),
    (
        "Сроки",
        (
            Entry("Нормы сроков", "desk:norms", "timer", P.SETTINGS),
            Entry("Пересчёт сроков", "cases:recounts", "refresh-cw", P.SETTINGS),
            Entry("Напоминания", "desk:ladder", "bell-ring", P.SETTINGS),
            Entry("Статусы систем", "cases:stages", "milestone", P.SETTINGS),
        ),
    ),
    (
        "Ответы",
        (
            Entry("Шаблоны ответов", "cases:templates", "file-text", P.SETTINGS),
            Entry("Проверки ответов", "cases:checks", "spell-check", P.SETTINGS),
            Entry("Шаблоны писем", "cases:letter-templates", "file-text", P.SETTINGS),
        ),
    ),
    (
        "Связь",
        (
            Entry("Каналы", "intake:channels", "plug-zap", P.SETTINGS),
            Entry("Портал", "portal:setup", "door-open", P.SETTINGS),
            Entry("Экраны", "dashboards:screens", "monitor", P.SCREENS),
            Entry("Отправка", "channels:outgoing", "send", P.SETTINGS),
            Entry("Застряло", "channels:stuck", "mail-warning", P.SETTINGS),
            Entry("Карантин", "cases:held", "shield-alert", P.HELD),
            Entry("Классификаторы и интерфейсы", "exchange:books", "book-marked", P.SETTINGS),
        ),
    ),
    (
        "Система",
        (
            Entry("Безопасность", "desk:security", "shield-check", P.SETTINGS),
            Entry("Хранение и стирание", "desk:retention", "archive", P.SETTINGS),
            Entry("Журнал", "desk:journal", "scroll-text", P.JOURNAL),
        ),
    ),
)
SEES = ((P.SEE, P.SUMMARY),)
ANALYSIS = (
    (
        "Цифры",
        (
            Entry("Сводка", "dashboards:board", "", P.SUMMARY),
            Entry("За период", "analytics:summary", "", P.SUMMARY),
            Entry("Срезы", "analytics:slices", "", P.SUMMARY),
            Entry("Показатели", "analytics:indicators", "", SEES),
            Entry("Решаемые", "analytics:solvable", "", SEES),
            Entry("Куда уходит время", "analytics:process", "", SEES),
        ),
    ),
    (
        "Оценка",
        (
            Entry("Рейтинги", "ratings:board", "", P.SUMMARY),
            Entry("Цели", "ratings:aims", "", SEES),
            Entry("Слабые стороны", "insight:weak", "", SEES),
        ),
    ),
    (
        "Причины",
        (
            Entry("Всплески", "insight:spikes", "", P.SUMMARY),
            Entry("Рост", "insight:growth", "", P.SUMMARY),
            Entry("Сезоны", "insight:seasons", "", P.SUMMARY),
            Entry("Картина проблем", "insight:picture", "", SEES),
        ),
    ),
    (
        "Территория",
        (
            Entry("Паспорт территории", "planning:passport", "", P.SUMMARY),
            Entry("Прогноз", "insight:forecast", "", P.SUMMARY),
        ),
    ),
)
NUMBERS = tuple(entry for _, entries in ANALYSIS for entry in entries)
SETTINGS = tuple(entry for _, entries in GROUPS for entry in entries)


class Shell:
    """Read only as far as a page shows it: an answer to htmx without a menu costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.person: Person = request.user  # type: ignore[assignment]
        self.place = self.person.municipality

    @cached_property
    def actor(self) -> Actor:
        return self._request.actor  # type: ignore[attr-defined]

    @cached_property
    def roles(self) -> list[str]:
        own = {duty.role.label for duty in self.actor.duties if not duty.instead_of}
        return [*sorted(own), *(f"Замещает: {name}" for name in self.actor.stands_in_for)]

    @cached_property
    def may_register(self) -> bool:
        return bool(may(self.actor, P.REGISTER))

    @cached_property
    def may_search(self) -> bool:
        """Whoever sees no case has nothing to look for."""
        return bool(may(self.actor, P.SEE))

    @cached_property
    def may_read_reports(self) -> bool:
        return bool(may(self.actor, P.REPORTS_SEE))

    @cached_property
    def may_import(self) -> bool:
        return bool(may(self.actor, P.IMPORT))

    @cached_property
    def unread(self) -> int:
        """New notices, for the bell."""
        return unread(self.person.pk)

    @cached_property
    def menu(self) -> list[Item]:
        known: dict[str, int] | None = getattr(self._request, "counts", None)
        counts = known or cases.counts(self.actor, timezone.now())
        numbers = {"count": counts["open"], "count_late": counts["late"]}
        entries = self._allowed(MENU)
        former = [entry.fold for entry in (*entries[:1], *entries)]
        return [
            self._item(
                entry, divided=entry.fold != fold, **numbers if entry.route == "cases:feed" else {}
            )
            for entry, fold in zip(entries, former, strict=False)
        ]

    @cached_property
    def rail(self) -> list[Part]:
        """The menu; one that would not fit a screen folds."""
        if len(self.menu) <= FITS:
            return [Part(self.menu)]
        lines = zip(self._allowed(MENU), self.menu, strict=True)
        return [
            self._part(code, [i for _, i in several])
            for code, several in groupby(lines, key=lambda line: line[0].fold)
        ]

    def _part(self, code: str, items: list[Item]) -> Part:
        if code not in FOLDS:
            return Part(items)
        return Part(items, *FOLDS[code], code, code in self._opened)

    @cached_property
    def _opened(self) -> set[str]:
        here = next((entry.fold for entry in self._current if entry in MENU), "")
        said = self._request.COOKIES.get(FOLD_COOKIE)
        if said is not None:
            return {*said.split("."), here}
        return {here if here in FOLDS else USUALLY_OPEN}

    @cached_property
    def settings(self) -> list[Group]:
        """The pages of «Настройки», those of one kind together."""
        return self._grouped(GROUPS)

    @cached_property
    def analysis(self) -> list[Group]:
        """The same of «Сводка» and what belongs to it."""
        return self._grouped(ANALYSIS)

    def _grouped(self, groups: tuple[tuple[str, tuple[Entry, ...]], ...]) -> list[Group]:
        found = []
        for title, entries in groups:
            items = [self._item(entry) for entry in self._allowed(entries)]
            if items:
                current = any(item.current for item in items)
                found.append(Group(title, items[0].url, current, items))
        return found

    @cached_property
    def centre(self) -> list[Item]:
        """The pages of «Центр»."""
        return [self._item(entry) for entry in self._allowed(CENTRE)]

    def _allowed(self, entries: tuple[Entry, ...]) -> list[Entry]:
        return [entry for entry in entries if entry.open_to(partial(may, self.actor))]

    def _item(self, entry: Entry, **given: Any) -> Item:
        return Item(entry.title, _urls()[entry], entry.icon, entry in self._current, **given)

    @cached_property
    def _current(self) -> list[Entry]:
        """Of each list the line whose address is the longest beginning of this page's; a page of
        «Настройки» may have its address elsewhere and is theirs in the menu too."""
        path, urls = self._request.path, _urls()
        found = {
            entries: max(fitting, key=lambda entry: len(urls[entry]))
            for entries in (MENU, SETTINGS, CENTRE, NUMBERS)
            if (fitting := [e for e in entries if _begins(path, urls[e])])
        }
        inner, outer = found.get(SETTINGS), found.get(MENU)
        if inner and outer and len(urls[inner]) > len(urls[outer]):
            found[MENU] = MENU[-1]
        return list(found.values())


@cache
def _urls() -> dict[Entry, str]:
    """The addresses of all entries; every page asks, and they never change."""
    return {entry: reverse(entry.route) for entry in (*MENU, *SETTINGS, *CENTRE, *NUMBERS)}


def _begins(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; nothing for a stranger and for a page without a session."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {"shell": Shell(request) if known else None}
