"""The sections a form may be made of, by their codes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mcu.core.errors import RuleViolation
from mcu.reports.queries.sections import modules, why, work
from mcu.reports.queries.sections.asked import Asked
from mcu.reports.rules.figures import Section


@dataclass(frozen=True, slots=True)
class Builder:
    """A section by its name for whoever puts a form together."""

    title: str
    build: Callable[[Asked], Section]


BUILDERS: dict[str, Builder] = {
    "indicators": Builder("Показатели с целями", work.indicators),
    "flow": Builder("Поступление и работа по шагам", work.flow),
    "topics": Builder("Темы", work.topics),
    "networks": Builder("Каналы", work.networks),
    "bodies": Builder("Органы", work.bodies),
    "late": Builder("Просрочки и возвраты", work.late),
    "causes": Builder("Причины и факторы", why.causes),
    "module_messages": Builder("Модуль «Сообщения»", modules.messages),
    "module_votes": Builder("Модуль «Голосования»", modules.votes),
    "module_talks": Builder("Обсуждения и слушания", modules.talks),
    "module_pages": Builder("Модуль «Госпаблик»", modules.pages),
}


def built(codes: Iterable[str], asked: Asked) -> list[Section]:
    """Every section in the order of the form."""
    unknown = [code for code in codes if code not in BUILDERS]
    if unknown:
        raise RuleViolation(
            f"Раздела «{unknown[0]}» в программе нет. Выберите разделы формы из списка."
        )
    return [BUILDERS[code].build(asked) for code in codes]


__all__ = ["BUILDERS", "Asked", "Builder", "built"]
