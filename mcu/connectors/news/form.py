"""The settings of a news source."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

MOST_WORDS = 100


class NewsForm(ConnectionForm):
    """Where the news are, and what they have to name to be of interest."""

    SECRETS: ClassVar = ()

    words = forms.CharField(
        label="Слова, по которым отбирать", required=False, max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Через запятую, без окончаний: «синебор» найдёт и «Синеборск», и «в Синеборске». "
        "Пусто — брать всё",
    )  # fmt: skip
    field_order = ("base", "words", "proxy", "ca")

    def clean_base(self) -> str:
        base = super().clean_base()
        if not base:
            raise forms.ValidationError(
                "Впишите адрес ленты (RSS, Atom) или страницы новостей, например "
                "https://gazeta.example/rss."
            )
        return base

    def clean_words(self) -> str:
        words = [word.strip() for word in self.cleaned_data["words"].replace("\n", ",").split(",")]
        words = list(dict.fromkeys(filter(None, words)))
        if len(words) > MOST_WORDS:
            raise forms.ValidationError(f"Слов больше {MOST_WORDS}. Оставьте главные.")
        short = next((word for word in words if len(word) < 3), "")
        if short:
            raise forms.ValidationError(
                f"«{short}» слишком коротко: найдётся почти везде. Нужно хотя бы три буквы."
            )
        return ", ".join(words)
