"""How a person wants to be told."""

from typing import Any

from django import forms

from mcu.org.rules.notices import RULES, Kind, Mail, Setting


class NoticeFilterForm(forms.Form):
    """The filters of one's own list; every one a parameter of the URL."""

    kind = forms.ChoiceField(
        label="О чём", required=False, choices=[("", "обо всём"), *Kind.choices]
    )
    unread = forms.BooleanField(label="Только новые", required=False)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**62)


class NoticeChoicesForm(forms.Form):
    """A box and a choice for each kind; of an obligatory one the box is fixed."""

    def __init__(self, *args: Any, settings: dict[str, Setting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, rule in RULES.items():
            mails = [m for m in Mail if not (rule.obligatory and m == Mail.NONE)]
            self.fields[f"{kind}_shown"] = forms.BooleanField(
                label=f"{kind.label}: в программе",
                required=False,
                disabled=rule.obligatory,
                initial=settings[kind].shown,
            )
            self.fields[f"{kind}_mail"] = forms.ChoiceField(
                label=f"{kind.label}: письмом",
                choices=[(m.value, m.label) for m in mails],
                initial=settings[kind].mail,
            )

    def rows(self) -> list[tuple[Kind, str, bool, forms.BoundField, forms.BoundField]]:
        return [
            (kind, rule.whom, rule.obligatory, self[f"{kind}_shown"], self[f"{kind}_mail"])
            for kind, rule in RULES.items()
        ]

    def chosen(self) -> dict[Kind, Setting]:
        given = self.cleaned_data
        return {
            kind: Setting(given[f"{kind}_shown"], Mail(given[f"{kind}_mail"])) for kind in RULES
        }
