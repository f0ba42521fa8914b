"""What the journal says in Russian of tasks: one sentence for each code of an act."""

from collections.abc import Mapping
from typing import Any

from mcu.org.rules.sentences import worded

SENTENCES: dict[str, str] = {
    "task.set": "поставлена задача: {assigned}",
    "task.take": "задача взята в работу",
    "task.report": "задача сделана",
    "task.conclude": "дано правовое заключение",
    "task.accept": "задача принята",
    "task.return": "задача возвращена: {reason}",
    "task.reopen": "задача снова открыта: {reason}",
    "task.cancel": "задача отменена: {reason}",
    "task.reassign": "задача перепоручена: {assigned}",
    "task.ask_extension": "попросили продлить срок задачи",
    "task.extend": "срок задачи продлён",
    "task.refuse": "в продлении срока задачи отказано",
    "task.tick": "отмечен пункт задачи",
    "task.add_item": "добавлен пункт задачи",
    "task.evidence": "приложено подтверждение",
    "task.give_link": "выдана ссылка подрядчику",
    "task.revoke_link": "отозвана ссылка подрядчику",
    "task.link_opened": "открыта страница по ссылке подрядчика",
    "task.link_report": "получен отчёт подрядчика по ссылке",
    "task.evidence_accepted": "отчёт подрядчика принят",
    "task.evidence_returned": "отчёт подрядчика возвращён",
    "task.comment": "добавлен комментарий к задаче",
    "task.download": "скачан файл подтверждения",
    "task.export": "выгружен список задач: строк {rows}",
    "task.repeat": "задача будет повторяться: {rule}",
    "task.stop_repeat": "повтор задачи остановлен",
    "task.settings": "изменена настройка задач",
    "verification.draw": "сделана выборка для проверки: сообщений {count}",
    "verification.judge": "проверено сообщение из выборки",
    "verification.export": "выгружены итоги проверки: строк {rows}",
}


def sentence(action: str, after: Mapping[str, Any]) -> str:
    """The sentence of an entry with its values; the bare code of an act nobody has named."""
    pattern = SENTENCES.get(action, action)
    return worded(pattern, {key: str(value) for key, value in after.items()})
