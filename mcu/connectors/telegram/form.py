"""The settings of a bot in Telegram; answering residents asks for a lawyer's word first."""

import secrets
from typing import Any, ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

HOOK, POLL = "hook", "poll"
WAYS = ((POLL, "программа спрашивает"), (HOOK, "Telegram присылает сам"))
RESIDENTS, STAFF = "residents", "staff"
PEOPLE = ((RESIDENTS, "жители"), (STAFF, "только сотрудники (рабочий чат)"))
LAW = (
    "Закон 41-ФЗ с 01.06.2025 ограничивает общение органов местного самоуправления с гражданами через "
    "иностранные мессенджеры (не проверено: спросите юриста)."
)
ASK_LAWYER = (
    "Ответы жителям через Telegram включаются после юриста: отметьте, что он подтвердил, или "
    "снимите «Отправлять ответы» — читать можно и без них."
)


class TelegramForm(ConnectionForm):
    """The key of the bot and who is in its chats. What Telegram signs its events with is made here."""

    SECRETS: ClassVar = ("token",)
    BASE: ClassVar = "https://api.telegram.org"

    token = forms.RegexField(
        r"^\d+:[\w-]{20,100}$", label="Ключ бота", max_length=150,
        help_text="Его выдаёт @BotFather, вид: 123456:AA…",
        error_messages={"invalid": "Ключ бота — это число, двоеточие и латинские буквы с цифрами."},
    )  # fmt: skip
    people = forms.ChoiceField(label="Кто пишет боту", choices=PEOPLE)
    way = forms.ChoiceField(
        label="Как приходят сообщения", choices=WAYS,
        help_text="Чтобы Telegram присылал сам, у программы должен быть адрес https (MCU_URL)",
    )  # fmt: skip
    law = forms.BooleanField(
        label="Юрист подтвердил: отвечать жителям через Telegram можно", required=False,
        help_text=LAW,
    )  # fmt: skip
    channel = forms.RegexField(
        r"^(@\w{4,32}|-?\d{1,19})$", label="Канал для публикаций", required=False,
        help_text="@имя или номер; пусто — не публиковать",
        error_messages={"invalid": "Канал записывают как @имя или числом."},
    )  # fmt: skip
    field_order = ("base", "token", "people", "way", "law", "channel", "proxy", "ca")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        answers = bool(self.data.get("replies")) and given.get("people") == RESIDENTS
        if answers and not given.get("law"):
            self.add_error("law", ASK_LAWYER)
        return given

    def settings(self) -> dict[str, Any]:
        return super().settings() | {"secret": self.kept.get("secret") or secrets.token_urlsafe(32)}
