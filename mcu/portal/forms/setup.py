"""What the centre sets about its portal."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Topic
from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText
from mcu.portal.models import PortalSetup
from mcu.portal.rules.setup import checked_frames

KEPT = "хранится; впишите новый, чтобы заменить"
PLAIN = ("greeting", "consent", "policy_url", "appeal_url", "by_post", "reception", "near",
         "proof", "least")  # fmt: skip


def address(label: str) -> forms.URLField:
    return forms.URLField(
        label=label, required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": "Адрес выглядит так: https://adm.example.ru/privacy."},
    )  # fmt: skip


class SetupForm(forms.ModelForm):
    """The settings, with the sites of the widget as lines and the sign-in of residents apart."""

    policy_url = address("Политика обработки персональных данных: адрес страницы")
    appeal_url = address("Где подать обращение по 59-ФЗ: адрес формы (Госуслуги или сайт)")
    sites = LongText(
        label="На каких сайтах стоит виджет", required=False, rows=2,
        help_text="По адресу на строке: https://adm.example.ru. Другим сайтам браузер виджет не покажет.",
    )  # fmt: skip
    issuer = PlainText(
        label="Вход жителей: адрес поставщика (OpenID Connect)", required=False, max_length=300,
        help_text="Пусто — обращения по 59-ФЗ на портале не принимаются, житель видит, куда их подать",
    )  # fmt: skip
    client_id = PlainText(label="Вход жителей: client_id", required=False, max_length=200)
    client_secret = PlainText(
        label="Вход жителей: секрет", required=False, max_length=300,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    scope = PlainText(label="Вход жителей: что спрашивать", required=False, max_length=200)
    title = PlainText(label="Вход жителей: слова на кнопке", required=False, max_length=80)

    class Meta:
        model = PortalSetup
        fields = PLAIN
        widgets: ClassVar = {"consent": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, kept: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept = kept
        self.fields["sites"].initial = "\n".join(self.instance.frames)
        for name in ("issuer", "client_id", "scope", "title"):
            self.fields[name].initial = kept.get(name, "")
        if kept.get("client_secret"):
            self.fields["client_secret"].widget.attrs["placeholder"] = KEPT

    def clean_sites(self) -> list[str]:
        try:
            return checked_frames(self.cleaned_data["sites"])
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean_least(self) -> int:
        least: int = self.cleaned_data["least"]
        if not 3 <= least <= 50:
            raise forms.ValidationError("От 3 до 50: меньшее число выдаёт людей.")
        return least

    def clean_consent(self) -> str:
        words: str = self.cleaned_data["consent"].strip()
        if len(words) < 20:
            raise forms.ValidationError("Напишите, на что житель соглашается.")
        return words.replace("\x00", "")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("issuer") and not given.get("client_id"):
            self.add_error("client_id", "Без client_id поставщик не узнает программу.")
        return given

    @property
    def plain(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in PLAIN}
        return values | {"frames": self.cleaned_data["sites"]}

    @property
    def provider(self) -> dict[str, str]:
        """Empty without an address; a secret left empty stays."""
        given = self.cleaned_data
        if not given["issuer"]:
            return {}
        secret = given["client_secret"] or self.kept.get("client_secret", "")
        return {
            "issuer": given["issuer"], "client_id": given["client_id"], "client_secret": secret,
            "scope": given["scope"] or "openid email profile",
            "title": given["title"] or "Войти и подать обращение",
        }  # fmt: skip


class QuestionForm(forms.Form):
    """A question of a topic; options one a line, without them it is answered in words."""

    text = PlainText(label="Вопрос", max_length=200)
    options = LongText(label="Варианты, по одному на строке", required=False, rows=3)
    required = forms.BooleanField(label="Без ответа не отправлять", required=False)

    def __init__(self, *args: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["topic"] = Pick(topics, label="Тема или группа тем", required=True)

    def clean_options(self) -> list[str]:
        lines = (line.strip()[:100] for line in self.cleaned_data["options"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    field_order = ("topic", "text", "options", "required")
