"""What a slice counts: each measure with its unit, formula in words, source, owner and conditions.

Conditions are words over the marks of a fact and what depends on the moment (`rules/facts.py`), each in
braces. Beside a value stands the number it was counted from, so that few are never shown where single
people could be guessed.
"""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

ANALYST = "аналитик МЦУ"
HOUR = 60
JUDGED = "({met} OR {due_passed})"
IN_TIME = "{met_in_time}"
SOLVABLE = "{solvable} AND {is_closed}"
APPEAL = "{appeal}"
POSTPONED_LATE = "{promise_passed}"
RESULT, NO_FORM = "{appeal} AND {has_result}", "форма отчёта не проверена"


class How(StrEnum):
    COUNT = "count"
    PER_1000 = "per_1000"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"


TENTHS = {How.MEDIAN: 5, How.P90: 9}


@dataclass(frozen=True, slots=True)
class Measure:
    """`when` is what is counted, `of` what it is a share of, or the values of a mean come from.

    `value` is the column of a mean, a median or a P90, `per` how many of it are one unit. `kpi`: the
    indicator of the catalogue.
    """

    code: str
    title: str
    unit: str
    formula: str
    source: str
    how: How = How.COUNT
    when: str = "true"
    of: str = "true"
    value: str = ""
    per: int = 1
    kpi: str = ""
    verified: bool = True
    owner: str = ANALYST
    good: int = 0  # 1: more is better, -1: less is better
    table: str = "case"  # which facts it counts: `rules/tables.py`

    @property
    def part(self) -> str:
        """What is counted, as a condition."""
        return self.of if self.when == "true" else f"({self.of}) AND ({self.when})"

    @property
    def words(self) -> set[str]:
        """The marks and moments the conditions speak of."""
        return {name for _, name, _, _ in Formatter().parse(self.part) if name}

    @property
    def tenths(self) -> int:
        """Which tenth of the ordered values is asked for; nought: none, sums are enough."""
        return TENTHS.get(self.how, 0)

    def told(self, part: int, base: int, population: int) -> float | None:
        """The value out of the sums: what is counted (or the sum of values), and of how many."""
        if self.how is How.COUNT:
            return float(part)
        if self.how is How.PER_1000:
            return 1000 * part / population if population else None
        if not base:
            return None
        return 100 * part / base if self.how is How.SHARE else part / base / self.per

    def between(self, low: int, high: int, base: int) -> float:
        """The value between its two neighbours in the order of `base` values."""
        beyond = self.tenths * (base - 1) % 10 / 10
        return (low + (high - low) * beyond) / self.per

    @property
    def is_number_of_cases(self) -> bool:
        return self.how is How.COUNT


PRACTICE = "предложение программы"
SPEED = "Пучеж 2.5; Каменск 8; Заиграево 2"
CATALOGUE: tuple[Measure, ...] = (
    Measure("count", "Сообщений", "", "число сообщений", "Пучеж 2.7.6.3, 4.2.2", kpi="V1"),
    Measure("per_1000", "На 1000 жителей", "", "1000 · сообщения / население", "Пучеж 2.7.6.3", How.PER_1000, kpi="V1"),
    Measure("closed", "Закрыто", "", "завершённые сообщения", "Пучеж 2.7.6.3", when="{is_closed}"),
    Measure("open", "В работе", "", "не завершённые сообщения", "Пучеж 2.7.6.3", when="{is_open}"),
    Measure("late_now", "Просрочено сейчас", "", "в работе, ближайший срок прошёл", "Пучеж 2.7.6.3", when="{late}", good=-1),
    Measure("in_time", "Ответы в срок", "%", "в срок / наступил срок ответа · 100", "Пучеж 2.7.6.3, 4.2.2", How.SHARE, IN_TIME, JUDGED, kpi="T1", good=1),
    Measure("overdue_share", "Просрочка", "%", "100 − ответы в срок; открытые с прошедшим сроком тоже", "критерий рейтинга ЦУР Крыма, 2022 и 2025", How.SHARE, f"NOT {IN_TIME}", JUDGED, kpi="T2", good=-1),
    Measure("overdue", "Ответов с просрочкой", "", "срок ответа наступил, ответа в срок нет", "Пучеж 2.7.6.3", when=f"NOT {IN_TIME}", of=JUDGED, good=-1),
    Measure("term_used", "Израсходовано срока, среднее", "%", "среднее (время до ответа / срок · 100), не больше 200; без ответа — до сего дня", PRACTICE, How.MEAN, of=JUDGED, value="term_used", per=1_000_000, verified=False, good=-1),
    Measure("answer_mean", "Первый ответ, среднее", "ч", "среднее (первый ответ − получение)", SPEED, How.MEAN, value="answer_minutes", per=HOUR, good=-1),
    Measure("answer_median", "Первый ответ, медиана", "ч", "медиана (первый ответ − получение)", SPEED, How.MEDIAN, value="answer_minutes", per=HOUR, good=-1),
    Measure("answer_p90", "Первый ответ, P90", "ч", "девять из десяти ответов не позже", SPEED, How.P90, value="answer_minutes", per=HOUR, good=-1),
    Measure("worked_mean", "Первый ответ, среднее рабочих часов", "раб. ч", "среднее рабочего времени до первого ответа", SPEED, How.MEAN, value="worked_minutes", per=HOUR, good=-1),
    Measure("worked_median", "Первый ответ, медиана рабочих часов", "раб. ч", "медиана рабочего времени до первого ответа", SPEED, How.MEDIAN, value="worked_minutes", per=HOUR, good=-1),
    Measure("worked_p90", "Первый ответ, P90 рабочих часов", "раб. ч", "девять из десяти ответов не позже", SPEED, How.P90, value="worked_minutes", per=HOUR, good=-1),
    Measure("incident_median", "Первый ответ в «Инциденте», медиана", "ч", "медиана (первый ответ − получение) по «Инциденту»", "концепция 2018 года: 24 часа", How.MEDIAN, of="{of_incident}", value="answer_minutes", per=HOUR, kpi="T3", verified=False, good=-1),
    Measure("close_mean", "Закрытие, среднее", "дн.", "среднее (закрытие − получение)", SPEED, How.MEAN, value="close_minutes", per=24 * HOUR, good=-1),
    Measure("close_median", "Закрытие, медиана", "дн.", "медиана (закрытие − получение)", SPEED, How.MEDIAN, value="close_minutes", per=24 * HOUR, good=-1),
    Measure("close_p90", "Закрытие, P90", "дн.", "девять из десяти закрыты не позже", SPEED, How.P90, value="close_minutes", per=24 * HOUR, good=-1),
    Measure("pos_days", "Средний срок ответа ПОС", "дн.", "среднее (закрытие − получение) по ПОС", "цель Минцифры на 2025 год: не больше 8 дней", How.MEAN, of="{of_pos}", value="close_minutes", per=24 * HOUR, kpi="T4", good=-1),
    Measure("fast_share", "Ускоренное рассмотрение ПОС", "%", "фаст-трек / сообщения ПОС · 100", "Мурманская область, 2025: 90 %", How.SHARE, "{fast}", "{of_pos}", kpi="T6", verified=False, good=1),
    Measure("fast_quick", "Фаст-трек за 10 дней", "%", "закрыты за 10 дней / фаст-трек ПОС · 100", "Мурманская область, 2025", How.SHARE, "{quick}", "{of_pos} AND {fast}", kpi="T6", verified=False, good=1),
    Measure("quality", "Качество ответа", "балл", "средний балл проверок 0–5", PRACTICE, How.MEAN, value="score", per=100, kpi="Q1", verified=False, good=1),
    Measure("returned", "Возвраты на доработку", "%", "с возвратом / с ответом · 100", PRACTICE, How.SHARE, "{returned}", "{answered}", kpi="Q2", verified=False, good=-1),
    Measure("misrouted", "Ошибочная маршрутизация", "%", "сменили орган / все · 100", PRACTICE, How.SHARE, "{misrouted}", kpi="Q3", verified=False, good=-1),
    Measure("solved", "Решено из «Решаемых»", "%", "Решено / закрытые «Решаемые» · 100", "Демянск 2.2.3", How.SHARE, "{solved}", SOLVABLE, kpi="R1", good=1),
    Measure("explained", "Разъяснено из «Решаемых»", "%", "Разъяснено / закрытые «Решаемые» · 100", "Демянск 2.2.3: минимизировать", How.SHARE, "{explained}", SOLVABLE, kpi="R2", good=-1),
    Measure("postponed", "Отложено", "%", "отложенные / все · 100", PRACTICE, How.SHARE, "{postponed}", kpi="R3", verified=False, good=-1),
    Measure("postponed_late", "Отложено и просрочено", "", "отложенные, обещанный день прошёл", PRACTICE, when=POSTPONED_LATE, kpi="R3", verified=False, good=-1),
    Measure("complete", "Полнота реагирования", "%", "отвечено на все вопросы / с ответом и вопросами · 100", "Пучеж 4.2.2; Петропавловская 1.6г", How.SHARE, "{complete}", "{answered} AND {asked}", kpi="R4", good=1),
    Measure("repeated", "Повторные", "%", "повторные за 90 дней / все · 100", PRACTICE, How.SHARE, "{repeated}", kpi="R5", verified=False, good=-1),
    Measure("satisfied", "Оценки 4 и 5", "%", "оценки 4–5 / оценки · 100", "цель Минцифры на 2025 год: не меньше 60 %", How.SHARE, "{liked}", "{rated}", kpi="S1", good=1),
    Measure("rating", "Средняя оценка", "балл", "среднее оценок", "Пучеж 2.7.6.4", How.MEAN, value="rating", kpi="S2", good=1),
    Measure("rated", "Оценено", "%", "с оценкой / с ответом · 100", "Пучеж 2.7.6.4", How.SHARE, "{rated}", "{answered}", kpi="S2", good=1),
    Measure("in_problem", "В проблемах", "%", "входят в проблему / все · 100", "Пучеж 2.8.1; Демянск 2.2.5а", How.SHARE, "{in_problem}"),
    Measure("appeals_in_time", "59-ФЗ: ответы в срок", "%", "в срок / наступил срок · 100", "59-ФЗ, ст. 12", How.SHARE, IN_TIME, f"{APPEAL} AND {JUDGED}", kpi="Z1", good=1),
    Measure("appeals_registered", "59-ФЗ: зарегистрировано за 3 дня", "%", "в срок / с отметкой о регистрации · 100", "59-ФЗ, ст. 8", How.SHARE, "{kept}", f"{APPEAL} AND {{registration}} AND {{met}}", kpi="Z1", good=1, table="term"),
    Measure("appeals_redirected", "59-ФЗ: переадресовано за 7 дней", "%", "в срок / переадресованные · 100", "59-ФЗ, ст. 8", How.SHARE, "{kept}", f"{APPEAL} AND {{redirection}} AND {{met}}", kpi="Z1", good=1, table="term"),
    Measure("appeals_extended", "59-ФЗ: продлено", "%", "продлённые / обращения · 100", "59-ФЗ, ст. 12", How.SHARE, "{extended}", APPEAL, kpi="Z1", good=-1),
    Measure("appeals_collective", "59-ФЗ: коллективных", "%", "коллективные / обращения · 100", NO_FORM, How.SHARE, "{collective}", APPEAL, kpi="Z1", verified=False),
    Measure("appeals_repeated", "59-ФЗ: повторных", "%", "повторные / обращения · 100", NO_FORM, How.SHARE, "{repeated}", APPEAL, kpi="Z1", verified=False, good=-1),
    Measure("appeals_supported", "59-ФЗ: поддержано", "%", "поддержано и меры приняты / с результатом · 100", NO_FORM, How.SHARE, "{supported}", RESULT, kpi="Z2", verified=False, good=1),
    Measure("appeals_measures", "59-ФЗ: меры приняты", "%", "меры приняты / с результатом · 100", NO_FORM, How.SHARE, "{measures_taken}", RESULT, kpi="Z2", verified=False, good=1),
    Measure("appeals_explained", "59-ФЗ: разъяснено", "%", "разъяснено / с результатом · 100", NO_FORM, How.SHARE, "{result_explained}", RESULT, kpi="Z2", verified=False),
    Measure("appeals_not_supported", "59-ФЗ: не поддержано", "%", "не поддержано / с результатом · 100", NO_FORM, How.SHARE, "{not_supported}", RESULT, kpi="Z2", verified=False),
    Measure("terms_judged", "Сроков наступило", "", "выполненные и истёкшие сроки всех видов", "Пучеж 2.7.6.3", of=JUDGED, table="term"),
    Measure("terms_kept", "Сроки соблюдены", "%", "выполнены в срок / наступили · 100", "Пучеж 2.7.6.3, 4.2.2", How.SHARE, "{kept}", JUDGED, good=1, table="term"),
    Measure("terms_broken", "Сроков нарушено", "", "наступили, в срок не выполнены", "Пучеж 2.7.6.3", when="NOT {kept}", of=JUDGED, good=-1, table="term"),
    Measure("term_mean", "Выполнение срока, среднее", "ч", "среднее (выполнен − начат)", SPEED, How.MEAN, value="took_minutes", per=HOUR, good=-1, table="term"),
    Measure("term_median", "Выполнение срока, медиана", "ч", "медиана (выполнен − начат)", SPEED, How.MEDIAN, value="took_minutes", per=HOUR, good=-1, table="term"),
    Measure("block_asked", "Вопросов блокам", "", "вопросы блокам, на которые наступил срок", "Пучеж 3.3.3", when="{block_info}", of=JUDGED, table="term"),
    Measure("block_in_time", "Сведения от блока в срок", "%", "ответы блока в срок / вопросы · 100", "Пучеж 3.3.3", How.SHARE, "{kept}", f"{{block_info}} AND {JUDGED}", kpi="T5", good=1, table="term"),
    Measure("answers_decided", "Версий ответа рассмотрено", "", "согласованные, возвращённые и опубликованные версии", PRACTICE, when="{decided}", table="answer", verified=False),
    Measure("answers_returned", "Возвратов ответов", "", "версии ответа, возвращённые на доработку", PRACTICE, when="{sent_back}", table="answer", verified=False, good=-1),
    Measure("answers_returned_share", "Доля возвратов ответов", "%", "возвращённые / рассмотренные версии · 100", PRACTICE, How.SHARE, "{sent_back}", "{decided}", kpi="Q2", table="answer", verified=False, good=-1),
    Measure("answers_score", "Балл версии ответа", "балл", "средний балл проверок 0–5 по всем версиям", PRACTICE, How.MEAN, value="version_score", per=100, kpi="Q1", table="answer", verified=False, good=1),
    Measure("answers_drafted", "Ответов по черновику машины", "%", "с черновиком машины / опубликованные · 100", PRACTICE, How.SHARE, "{drafted}", "{published}", table="answer", verified=False),
    Measure("answers_overridden", "Отправлено вопреки проверкам", "", "опубликованы с объяснением вместо исправления", PRACTICE, when="{overridden}", of="{published}", table="answer", verified=False, good=-1),
    Measure("ratings", "Оценок", "", "все оценки жителей, и повторные", "Пучеж 2.7.6.4", table="rating"),
    Measure("ratings_good", "Оценок 4 и 5, доля", "%", "оценки 4–5 / все оценки · 100", "цель Минцифры на 2025 год: не меньше 60 %", How.SHARE, "{good}", kpi="S1", good=1, table="rating"),
    Measure("ratings_bad", "Оценок 1 и 2", "", "оценки 1–2", "Пучеж 2.7.6.4", when="{bad}", good=-1, table="rating"),
    Measure("ratings_mean", "Средняя из всех оценок", "балл", "среднее всех оценок", "Пучеж 2.7.6.4", How.MEAN, value="said_score", kpi="S2", good=1, table="rating"),
    Measure("ratings_solved", "Решено, по словам жителей", "%", "«да, решено» / ответившие об этом · 100", "Демянск 2.2.3", How.SHARE, "{said_solved}", "{said}", good=1, table="rating"),
    Measure("points", "Пунктов дорожных карт", "", "пункты утверждённых карт, срок которых в периоде", "Демянск 2.4в; Заиграево 9.4", table="point"),
    Measure("points_in_time", "Пункты дорожных карт в срок", "%", "выполнены к утверждённому дню / день наступил или выполнены · 100", "Демянск 2.4в; Заиграево 9.4", How.SHARE, "{kept}", JUDGED, kpi="C1", good=1, table="point"),
    Measure("points_late", "Пунктов дорожных карт с просрочкой", "", "утверждённый день наступил, в срок не выполнены", "Демянск 2.4в; Заиграево 9.4", when="NOT {kept}", of=JUDGED, good=-1, table="point"),
)  # fmt: skip
BY_CODE = {measure.code: measure for measure in CATALOGUE}
USUAL = ("count", "overdue_share", "answer_median")
GROUPS = {
    "case": "Сообщения",
    "term": "Сроки",
    "answer": "Версии ответов",
    "rating": "Оценки",
    "point": "Дорожные карты",
}
# What is shown when nothing is chosen and the rows are not of whole cases.
USUAL_OF = {
    "case": USUAL,
    "term": ("terms_judged", "terms_kept", "term_median"),
    "answer": ("answers_decided", "answers_returned_share", "answers_score"),
    "rating": ("ratings", "ratings_good", "ratings_mean"),
    "point": ("points", "points_in_time", "points_late"),
}


def group_of(measure: Measure) -> str:
    """Under which head it stands in a list: what it is a number of."""
    return "59-ФЗ" if measure.kpi.startswith("Z") else GROUPS[measure.table]
