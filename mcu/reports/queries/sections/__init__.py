"""The sections of `rules.contents`, each counted by its builder."""

from collections.abc import Callable, Iterable

from mcu.core.errors import RuleViolation
from mcu.reports.queries.sections import modules, why, work
from mcu.reports.queries.sections.asked import Asked
from mcu.reports.rules.figures import Section

BUILDERS: dict[str, Callable[[Asked], Section]] = {
    "indicators": work.indicators,
    "flow": work.flow,
    "topics": work.topics,
    "networks": work.networks,
    "bodies": work.bodies,
    "late": work.late,
    "causes": why.causes,
    "module_messages": modules.messages,
    "module_votes": modules.votes,
    "module_talks": modules.talks,
    "module_pages": modules.pages,
}


def built(codes: Iterable[str], asked: Asked) -> list[Section]:
    """Every section in the order of the form."""
    unknown = [code for code in codes if code not in BUILDERS]
    if unknown:
        raise RuleViolation(
            f"Раздела «{unknown[0]}» в программе нет. Выберите разделы формы из списка."
        )
    return [BUILDERS[code](asked) for code in codes]


__all__ = ["BUILDERS", "Asked", "built"]
