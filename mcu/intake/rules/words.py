"""Words of other systems and what they are here: types, outcomes, steps.

Types and outcomes are the words of real exports. Of the steps only «Готово» was seen in one; the
rest are the names those systems are known by and are kept beside the state as they came.
"""

from collections.abc import Mapping

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
STEPS = _table(
    {
        "new": ("Новый", "Новое", "Зарегистрировано", "Поступило"),
        "triage": (
            "Распределение",
            "На модерации",
            "Модерация",
            "На координации",
            "Координация",
        ),
        "assigned": ("Распределён", "Назначен", "Назначен исполнитель", "Назначено"),
        "in_work": ("В работе", "Исполнение", "На исполнении", "На рассмотрении"),
        "draft": ("Ответ подготовлен", "Подготовка ответа"),
        "approval": ("На согласовании", "Согласование", "На утверждении", "Утверждение"),
        "rework": ("Доработка", "На доработке", "Возвращено на доработку"),
        "answered": ("Ответ согласован", "Ответ утверждён"),
        "check": (
            "Ответ опубликован",
            "Ответ направлен",
            "Оценка удовлетворенности",
            "На проверке",
            "На проверке ЦУР",
        ),
        "interim": ("Промежуточный ответ", "Направлен промежуточный ответ"),
        "postponed": ("Отложен", "Отложено", "Решение отложено"),
        "redirected": ("Перенаправлен", "Перенаправлено", "Перенаправлено в другую организацию"),
        "rejected": ("Отклонено", "Отклонён", "Не инцидент"),
        "merged": ("Дубль", "Присоединён", "Присоединено"),
        "closed": ("Готово", "Закрыт", "Закрыто", "Завершено"),
    }
)
