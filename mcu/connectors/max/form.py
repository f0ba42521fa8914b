"""The settings of a bot in MAX."""

import secrets
from typing import Any, ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

HOOK, POLL = "hook", "poll"
WAYS = ((HOOK, "MAX присылает сам (для работы)"), (POLL, "программа спрашивает (для проверки)"))


class MaxForm(ConnectionForm):
    """The key of the bot and what it is used for. What MAX signs its events with is made here."""

    SECRETS: ClassVar = ("token",)
    BASE: ClassVar = "https://platform-api2.max.ru"

    token = forms.CharField(
        label="Ключ бота", max_length=300,
        help_text="Платформа MAX для партнёров → Чат-боты → бот → Настройки",
    )  # fmt: skip
    way = forms.ChoiceField(
        label="Как приходят сообщения", choices=WAYS,
        help_text="Чтобы MAX присылал сам, у программы должен быть адрес https (MCU_URL)",
    )  # fmt: skip
    comments = forms.BooleanField(
        label="Читать комментарии в каналах, где бот — администратор", required=False, initial=True
    )
    channel = forms.RegexField(
        r"^-?\d{1,19}$", label="Номер канала для публикаций", required=False,
        help_text="Пусто — не публиковать. Номера каналов называет проверка",
        error_messages={"invalid": "Номер канала состоит из цифр, впереди может быть минус."},
    )  # fmt: skip
    field_order = ("base", "token", "way", "comments", "channel", "proxy", "ca")

    def __init__(self, data: Any = None, *, kept: Any = None) -> None:
        super().__init__(data, kept=kept)
        self.fields["ca"].help_text = (
            "MAX предъявляет сертификат Russian Trusted Root CA. Если этот компьютер его не знает, "
            "возьмите корневой сертификат на Госуслугах и вставьте сюда: ему поверят только для MAX"
        )

    def settings(self) -> dict[str, Any]:
        return super().settings() | {"secret": self.kept.get("secret") or secrets.token_urlsafe(32)}
