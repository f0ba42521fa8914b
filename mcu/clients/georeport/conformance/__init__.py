"""The conformance kit of GeoReport v2: seventeen groups of assertions against any address."""

from collections.abc import Callable

from mcu.clients.failure import Failure
from mcu.clients.georeport.conformance import bounds, describing, posting, reading
from mcu.clients.georeport.conformance.report import Group, Report
from mcu.clients.georeport.conformance.talk import Talk

GROUPS: tuple[tuple[str, Callable[[Talk, Group], None]], ...] = (
    ("Обнаружение (discovery)", describing.discovery),
    ("Форматы и кодировка", describing.formats),
    ("JSON повторяет XML", describing.alike),
    ("Список служб", describing.services),
    ("Определение службы", describing.definitions),
    ("metadata и определение", describing.metadata),
    ("Приём заявки", posting.taking),
    ("Ответ на заявку", posting.answers),
    ("Токены", posting.tokens),
    ("Список заявок и фильтры", reading.filters),
    ("Пустой параметр", reading.empty),
    ("Заявка по номеру", reading.single),
    ("Поля заявки", reading.fields),
    ("Даты", reading.dates),
    ("jurisdiction_id", bounds.jurisdictions),
    ("Ошибки", bounds.errors),
    ("Безопасность и личные данные", bounds.safety),
)


def check(talk: Talk) -> Report:
    """Every group in order; a server that goes silent fails what is left of the group."""
    groups = []
    for number, (title, run) in enumerate(GROUPS, 1):
        group = Group(number, title)
        try:
            run(talk, group)
        except Failure as failure:
            group.check("сервер отвечает", holds=False, seen=failure.sentence)
        groups.append(group)
    return Report(talk.address, tuple(groups))
