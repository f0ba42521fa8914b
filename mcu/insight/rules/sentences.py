"""What is said of a spike, and what the journal says of acts on it."""

from mcu.web.words import plural, tenths

SENTENCES: dict[str, str] = {
    "alarm.seen": "всплеск просмотрен",
    "alarm.false": "всплеск признан ложным",
    "alarm.problem": "по всплеску открыта проблема",
    "alarm.task": "по всплеску поставлена задача",
    "improvement.accept": "принято предложение по улучшению: {name}",
    "improvement.refuse": "отклонено предложение по улучшению: {name}",
    "outage.import": "загружен календарь отключений: новых {new}, отклонено {rejected}",
    "outage.remove": "убрано плановое отключение",
}
SPANS = {1: "за сутки", 2: "за двое суток", 3: "за трое суток"}


def reason(days: int, count: int, low: int, high: int) -> str:
    """«за сутки 14, обычно 3–6»."""
    usual = (
        f"обычно {low}–{high}" if high > low else f"обычно {high}" if high else "обычно ни одного"
    )
    return f"{SPANS.get(days, f'за {days} сут.')} {count}, {usual}"


def crowd_reason(days: int, count: int, usual: float, streets: int) -> str:
    """Of a crowd on the map: «за трое суток 9 сообщений на 2 улицах рядом, случайно было бы 2»."""
    span = SPANS.get(days, f"за {days} сут.")
    messages = plural(count, "сообщение|сообщения|сообщений")
    where = "в одном месте" if streets < 2 else f"в {streets} соседних местах"
    return f"{span} {messages} {where}, при ровном потоке было бы {tenths(usual)}"
