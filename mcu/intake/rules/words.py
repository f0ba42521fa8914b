"""Words of other systems and what they are here: types, outcomes, steps.

Types and outcomes are the words of real exports; the steps come from the stages of the cases.
"""

from collections.abc import Mapping

from mcu.cases.rules.stages import all_stages
from mcu.intake.rules.layouts import normal


def _table(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {normal(word): value for value, variants in words.items() for word in variants}


KINDS = _table(
    {
        "solvable": ("Решаемый", "Решаемая", "Решаемые"),
        "unsolvable": ("Нерешаемый", "Нерешаемая", "Нерешаемые"),
        "informational": ("Информационный", "Информационная", "Информационные"),
    }
)
OUTCOMES = _table(
    {
        "solved": ("Решено", "Решен"),
        "not_solved": ("Не решено", "Не решен"),
        "explained": ("Разъяснено", "Даны разъяснения"),
        "postponed": ("Отложено", "Отложен"),
        "closed": ("Закрыто", "Закрыт"),
        "redirected": ("Перенаправлено", "Перенаправлен"),
    }
)
# The words of the stages are data of the cases: a municipality adds its own to them.
STEPS = {normal(word): str(stage.state) for stage in all_stages() for word in stage.words}
