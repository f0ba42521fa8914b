"""The settings of a bot in MAX."""

import re
import secrets
from typing import Any, ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

PLACE, MOST_PLACES = re.compile(r"-?\d{1,19}"), 30
HOOK, POLL = "hook", "poll"
WAYS = ((HOOK, "MAX присылает сам"), (POLL, "программа спрашивает"))


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
        help_text="Чтобы MAX присылал сам, у программы должен быть адрес https (MCU_URL); спрашивать он "
        "разрешает только для проверки",
    )  # fmt: skip
    places = forms.CharField(
        label="Номера каналов и чатов", required=False, max_length=2000, strip=True,
        widget=forms.Textarea({"rows": 3}),
        help_text="По одному в строке. В каналах, где бот — администратор, читаются комментарии; по "
        "чатам догружается прошлое. Списка MAX не даёт: обычно номер стоит в адресе на web.max.ru",
    )  # fmt: skip
    channel = forms.RegexField(
        r"^-?\d{1,19}$", label="Номер канала для публикаций", required=False,
        help_text="Пусто — не публиковать",
        error_messages={"invalid": "Номер канала состоит из цифр, впереди может быть минус."},
    )  # fmt: skip
    field_order = ("base", "token", "way", "places", "channel", "proxy", "ca")

    def __init__(self, data: Any = None, *, kept: Any = None) -> None:
        super().__init__(data, kept=kept)
        self.fields["ca"].help_text = (
            "MAX предъявляет сертификат Russian Trusted Root CA. Если этот компьютер его не знает, "
            "возьмите корневой сертификат на Госуслугах и вставьте сюда: ему поверят только для MAX"
        )

    def clean_places(self) -> str:
        numbers = self.cleaned_data["places"].split()
        if wrong := [each for each in numbers if not PLACE.fullmatch(each)]:
            raise forms.ValidationError(
                f"«{wrong[0]}» — не номер: он состоит из цифр, впереди минус."
            )
        return "\n".join(numbers[:MOST_PLACES])

    def settings(self) -> dict[str, Any]:
        return super().settings() | {"secret": self.kept.get("secret") or secrets.token_urlsafe(32)}
