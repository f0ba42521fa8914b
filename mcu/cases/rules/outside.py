"""What is sent to an outside model: depersonalised text only; and its failures in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.text.mask import depersonalised
from mcu.text.said import said

LONGEST = 8_000
"""Characters of a message that are sent."""


class Ask(TextChoices):
    """What a model is asked for."""

    DRAFT = "draft", "Черновик ответа"
    SUMMARY = "summary", "Краткое содержание"


SYSTEM = {
    Ask.DRAFT: (
        "Ты помогаешь сотруднику администрации муниципалитета ответить жителю. Напиши вежливый ответ простыми "
        "словами, до 900 знаков, без канцелярита. Ответь на каждый вопрос. Не придумывай фактов, дат, имён, "
        "телефонов и норм закона: где их не хватает, поставь многоточие в квадратных скобках: […]."
    ),
    Ask.SUMMARY: (
        "Перескажи сообщение жителя для сотрудника администрации: в чём дело, где, чего просит. "
        "Не больше трёх предложений. Ничего не добавляй от себя."
    ),
}
FAILURES = {
    "address": "Адрес модели должен начинаться с https://. Исправьте его в настройках.",
    "ca": "Сертификат удостоверяющего центра не читается. Вставьте его в формате PEM.",
    "key": "Модель не приняла ключ доступа. Проверьте ключ в настройках.",
    "money": "На счёте у поставщика модели закончились средства.",
    "model": "По этому адресу нет такой модели. Проверьте адрес и название в настройках.",
    "busy": "Модель просит подождать: слишком много запросов. Повторите через минуту.",
    "silent": "Модель не отвечает. Напишите ответ сами или повторите позже: работа с сообщением не остановлена.",
    "answer": "Модель ответила не так, как ожидалось. Напишите ответ сами или повторите позже.",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What leaves, to the letter."""

    system: str
    question: str


def prompt(ask: Ask, text: str, *, topic: str = "", replies: Sequence[str] = ()) -> Prompt:
    """The message and the replies of blocks, each without people and their dwellings."""
    parts = [f"Сообщение жителя:\n{bare(text)}"]
    if topic:
        parts.insert(0, f"Тема: {bare(topic)}")
    parts += [f"Сведения от исполнителя:\n{bare(reply)}" for reply in replies if reply.strip()]
    return Prompt(SYSTEM[ask], "\n\n".join(parts))


def bare(text: str) -> str:
    """Without signatures, links and all that points at a person; masked before and after the cut."""
    return depersonalised(said(depersonalised(text)).text)[:LONGEST]
