"""The settings of a community."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

ASKED, TOLD = "longpoll", "callback"
WAYS = ((ASKED, "Long Poll"), (TOLD, "Callback API"))
ANYBODY = "Впишите секретный ключ: без него за ВКонтакте может выдать себя кто угодно."


class VkForm(ConnectionForm):
    """The community, its key, and how events come."""

    SECRETS: ClassVar = ("token", "service_key", "secret")
    BASE: ClassVar = "https://api.vk.ru"

    group = forms.IntegerField(
        label="Номер сообщества", min_value=1, max_value=2**53,
        help_text="Управление → Работа с API, либо цифры из адреса club123 или public123",
    )  # fmt: skip
    token = forms.CharField(
        label="Ключ сообщества", max_length=300,
        help_text="Управление → Работа с API → Создать ключ; права: управление, сообщения, стена, "
        "документы",
    )  # fmt: skip
    service_key = forms.CharField(
        label="Сервисный ключ", max_length=300, required=False,
        help_text="Своего приложения на dev.vk.com. Без него комментарии прошлых дней не догрузить",
    )  # fmt: skip
    way = forms.ChoiceField(
        label="Как приходят события", choices=WAYS,
        help_text="Long Poll: программа спрашивает сама и сама включит это в сообществе. Callback API: "
        "ВКонтакте присылает сразу, нужен адрес программы, видный из интернета",
    )  # fmt: skip
    secret = forms.CharField(
        label="Секретный ключ Callback API", max_length=50, required=False,
        help_text="Придумайте и впишите тот же в настройках сервера во ВКонтакте",
    )  # fmt: skip
    confirmation = forms.CharField(
        label="Строка подтверждения", max_length=50, required=False,
        help_text="Пусто — программа узнает её у ВКонтакте сама",
    )  # fmt: skip
    field_order = (
        "group", "token", "service_key", "way", "secret", "confirmation", "base", "proxy", "ca",
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if given.get("way") == TOLD and not (given.get("secret") or self.kept.get("secret")):
            self.add_error("secret", ANYBODY)
        return given
