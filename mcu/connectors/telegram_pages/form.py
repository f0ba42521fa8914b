"""Which open channels are read, and what of them is taken."""

import re
from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

NAME = re.compile(r"(?:https?://)?(?:t\.me/)?(?:s/)?@?([A-Za-z]\w{3,31})/?")
MOST = 30


class TelegramPagesForm(ConnectionForm):
    """Names of channels, one in a line; without words every post is taken."""

    BASE: ClassVar = "https://t.me"

    channels = forms.CharField(
        label="Каналы", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="@имя или ссылка t.me/имя, по одному в строке; только открытые каналы",
    )  # fmt: skip
    words = forms.CharField(
        label="Брать только посты со словами", max_length=1000, required=False,
        help_text="Начала слов через запятую: яма, мусор, отключ. Пусто — брать все посты",
    )  # fmt: skip
    field_order = ("base", "channels", "words", "proxy", "ca")

    def clean_channels(self) -> str:
        names = []
        for line in self.cleaned_data["channels"].split():
            found = NAME.fullmatch(line)
            if not found:
                raise forms.ValidationError(
                    f"«{line[:50]}» — не имя канала. Пишут @имя или t.me/имя, латинскими буквами."
                )
            names.append(found[1].lower())
        if len(names) > MOST:
            raise forms.ValidationError(f"Не больше {MOST} каналов в одном подключении.")
        return "\n".join(dict.fromkeys(names))
