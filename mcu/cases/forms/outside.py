"""Where the outside model is, and what is asked of it."""

from django import forms

from mcu.cases.forms.fields import LongText
from mcu.cases.models import OutsideModel
from mcu.cases.rules.outside import Ask
from mcu.org.forms import PlainText


class OutsideForm(forms.Form):
    """The key is written and never shown again."""

    active = forms.BooleanField(label="Включена", required=False)
    base_url = PlainText(
        label="Адрес", required=False, max_length=300,
        help_text="начало до /chat/completions, например https://api.example.ru/v1",
    )  # fmt: skip
    model = PlainText(label="Название модели", required=False, max_length=100)
    key = PlainText(
        label="Ключ доступа", required=False, max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="хранится зашифрованным; пусто — остаётся прежний",
    )  # fmt: skip
    token_url = PlainText(
        label="Адрес выдачи токена", required=False, max_length=300,
        help_text="если ключ меняют на токен, как у GigaChat: полный адрес, например https://auth.example.ru/api/v2/oauth",
    )  # fmt: skip
    scope = PlainText(
        label="Область доступа", required=False, max_length=100,
        help_text="scope из договора с поставщиком, например GIGACHAT_API_B2B",
    )  # fmt: skip
    proxy = PlainText(label="Прокси", required=False, max_length=300)
    ca = LongText(label="Сертификат удостоверяющего центра (PEM)", required=False, rows=4)

    def __init__(self, *args, row: OutsideModel | None, **options) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **options)
        for name in ("active", "base_url", "model", "token_url", "scope", "proxy", "ca"):
            self.fields[name].initial = getattr(row, name) if row else None


class AskForm(forms.Form):
    what = forms.ChoiceField(label="Что сделать", choices=Ask.choices)


class TakeForm(forms.Form):
    text = LongText(label="Черновик", rows=8, error_messages={"required": "впишите ответ."})
