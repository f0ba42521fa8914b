"""The settings of a mailbox."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SECURITY = (("ssl", "TLS сразу (993)"), ("starttls", "STARTTLS (143)"), ("none", "без шифрования"))


class MailForm(ConnectionForm):
    """Where the mailbox is and how to sign in. There is no proxy for mail."""

    SECRETS: ClassVar = ("password",)

    base = None  # type: ignore[assignment]  # so a form leaves a field out
    proxy = None  # type: ignore[assignment]
    host = forms.CharField(label="Сервер IMAP", max_length=200)
    port = forms.IntegerField(
        label="Порт", required=False, min_value=1, max_value=65535,
        help_text="Пусто — обычный для выбранной защиты",
    )  # fmt: skip
    security = forms.ChoiceField(label="Защита", choices=SECURITY)
    user = forms.CharField(label="Имя для входа", max_length=200)
    password = forms.CharField(label="Пароль", max_length=200)
    folder = forms.CharField(label="Папка", max_length=200, initial="INBOX")
    field_order = ("host", "security", "port", "user", "password", "folder", "ca")

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if given.get("security") == "none" and given.get("host") not in LOCAL:
            self.add_error("security", "Пароль без шифрования не отправляется: выберите TLS.")
        return given
