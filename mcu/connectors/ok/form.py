"""The settings of a group."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

ALL_OR_NONE = "Для комментариев нужны все три: ключ приложения, его секрет и ключ сессии."


class OkForm(ConnectionForm):
    """The group and its key; three more for comments, where OK has granted the right."""

    SECRETS: ClassVar = ("token", "app_secret", "session")
    BASE: ClassVar = "https://api.ok.ru"

    group = forms.IntegerField(
        label="Номер группы",
        min_value=1,
        max_value=2**63,
        help_text="Цифры из адреса ok.ru/group/…",
    )
    token = forms.CharField(
        label="Ключ сообщений группы", max_length=300,
        help_text="Настройки группы → Сообщения → Получить ключ доступа. Новый ключ отменяет прежний",
    )  # fmt: skip
    app_key = forms.CharField(
        label="Публичный ключ приложения", max_length=100, required=False,
        help_text="Только для комментариев: приложению нужно право GROUP_CONTENT, его даёт OK",
    )  # fmt: skip
    app_secret = forms.CharField(label="Секрет приложения", max_length=200, required=False)
    session = forms.CharField(label="Вечный ключ сессии", max_length=300, required=False)
    field_order = (
        "group", "token", "app_key", "app_secret", "session", "base", "proxy", "ca",
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        three = [
            given.get("app_key"),
            *(given.get(n) or self.kept.get(n) for n in self.SECRETS[1:]),
        ]
        if any(three) and not all(three):
            self.add_error("app_key", ALL_OR_NONE)
        return given
