"""A score in words: what each step did, what is strong and weak, what may be proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mcu.analytics.rules.measures import How
from mcu.ratings.rules.method import Method
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.scoring import FEW, Earned, Pool, Scored, Topic, on_scale
from mcu.web.words import tenths

SCOPES = {"all": "Все каналы", "pos": "ПОС", "incident": "Инцидент"}
SYSTEMS = {"all": "", "pos": "pos", "incident": "incident"}
ZONES = {"green": "зелёная", "yellow": "жёлтая", "red": "красная"}
TONES = {"green": "ok", "yellow": "soon", "red": "late"}  # a sign and a colour of the page
MOST_PRIORITIES = 3
LEAST_LOST = 1.0  # points of the whole: less is not worth a proposal
FEELS = 0.05  # a correction that shows as nought is not spoken of


@dataclass(frozen=True, slots=True)
class Weak:
    """A part that costs a body points, the topic that costs most, and what is proposed."""

    code: str
    lost: float
    topic: Topic
    topic_value: float
    topic_count: int

    @property
    def title(self) -> str:
        return PARTS[self.code].title

    @property
    def advice(self) -> str:
        return PARTS[self.code].advice


def declined(unit: str) -> str:
    """The unit after a number with a fraction: «3,4 балла»."""
    return "балла" if unit == "балл" else unit


def amount(code: str, value: float) -> str:
    """A value of the measure of a part with its unit."""
    measure = PARTS[code].measure
    percent = measure.how is How.SHARE or measure.unit == "%"
    unit = "%" if percent else declined(measure.unit)
    return f"{tenths(value)} {unit}"


def why_not(scored: Scored, method: Method) -> str:
    """Why a body is not compared."""
    if scored.why == FEW:
        return f"меньше {method.least_cases} сообщений за период"
    return f"нет данных больше чем для половины веса (нужно {method.least_base} случая на часть)"


def steps(part: Earned, method: Method) -> list[str]:
    """How the score of a part came about, one sentence for a step."""
    zero, full = method.scales[part.code]
    told = [f"Как есть: {amount(part.code, part.value)}, случаев {part.base}."]
    if abs(part.level) >= FEELS:
        easy = part.level * PARTS[part.code].measure.good > 0
        topics, others = ("легче", "лучше") if easy else ("труднее", "хуже")
        told.append(
            f"Темы {topics} обычных: у других органов на них показатель на {tenths(abs(part.level))} "
            f"{others} обычного, поправка {tenths(-part.level, signed=True)}."
        )
    if method.shrinks:
        told.append(
            f"Среднее по муниципалитету {amount(part.code, part.pooled)}; к {part.base} своим случаям "
            f"добавлено {method.strength:g} средних: {amount(part.code, part.settled)}."
        )
    told.append(
        f"Шкала: {amount(part.code, zero)} — 0, {amount(part.code, full)} — 100. "
        f"Балл {tenths(part.score)}."
    )
    told.append(f"Доля веса {tenths(part.share)} %: вклад {tenths(part.points)}.")
    return told


def strong(scored: Scored, method: Method) -> list[Earned]:
    """Parts in the green zone, the best first."""
    good = [part for part in scored.parts if part.score >= method.green]
    return sorted(good, key=lambda part: -part.points)


def weak(scored: Scored, pools: Mapping[str, Pool], method: Method) -> list[Weak]:
    """Parts that cost most points, each with the topic where they are lost."""
    losing = [p for p in scored.parts if p.score < method.green and p.lost >= LEAST_LOST]
    losing.sort(key=lambda part: -part.lost)
    return [_weak(scored.body, part, pools[part.code], method) for part in losing]


def _weak(body: int, part: Earned, pool: Pool, method: Method) -> Weak:
    scale = method.scales[part.code]
    cells = pool.cells[body]
    worst = max(
        cells, key=lambda topic: cells[topic].count * (100 - on_scale(cells[topic].mean, *scale))
    )
    return Weak(part.code, part.lost, worst, cells[worst].mean, cells[worst].count)


def priority(found: Weak, topic_name: str) -> tuple[str, str]:
    """The title and the text of a proposed priority."""
    where = f"{amount(found.code, found.topic_value)}, случаев {found.topic_count}"
    return (
        f"{found.title}: потеряно {tenths(found.lost)} из 100",
        f"Больше всего — тема «{topic_name}»: {where}. {found.advice}",
    )


def moved(place: int | None, before: int | None) -> str:
    """«▲ 2», «▼ 1», «—» and nothing where there is nothing to compare."""
    if place is None or before is None:
        return ""
    if place == before:
        return "="
    return f"▲ {before - place}" if place < before else f"▼ {place - before}"


def explained(method: Method, period: str) -> list[str]:
    """The whole method in sentences, for the page and for what is taken out of it."""
    weights = ", ".join(
        f"{PARTS[code].title.lower()} {method.share(code):.0f} %" for code in method.parts
    )
    told = [
        f"Балл органа — сумма баллов частей, умноженных на их веса: {weights}.",
        f"Сообщения отбираются по {period}. Количество баллов не даёт: оно показано и служит допуском, "
        f"сравниваются органы, у которых не меньше {method.least_cases} сообщений.",
        f"Часть считается, если за ней не меньше {method.least_base} случаев; иначе её вес делят остальные.",
    ]
    if method.levels:
        told.append(
            "Поправка на сложность тем: как отвечают на темы органа другие органы, и насколько это лучше "
            "или хуже их обычного, снимается. Своих ответов в поправке нет; по теме, которой больше никто "
            "не занимается, поправки нет."
        )
    if method.shrinks:
        told.append(
            f"Поправка на малую выборку: к случаям органа добавляется {method.strength:g} средних по "
            "муниципалитету. Чем больше своих случаев, тем меньше она значит."
        )
    told.append(
        f"Зоны: зелёная от {method.green:g}, жёлтая от {method.yellow:g}, ниже — красная. "
        "Сравниваются органы и учреждения; людей рейтинг не сравнивает."
    )
    return told


def ordered(parts: Sequence[Earned]) -> list[Earned]:
    """In the order of the catalogue."""
    order = list(PARTS)
    return sorted(parts, key=lambda part: order.index(part.code))
