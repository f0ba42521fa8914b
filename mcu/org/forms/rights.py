"""What an administrator types about a right of a role."""

from typing import Any

from django import forms

from mcu.org.models import Grant
from mcu.org.rules.roles import NAMES, Permission, Role, Scope


class ChangeRightForm(forms.Form):
    """Which right of which role, how far, why."""

    role = forms.ChoiceField(choices=Role.choices, widget=forms.HiddenInput)
    permission = forms.ChoiceField(choices=[(p.value, NAMES[p]) for p in Permission])
    scope = forms.ChoiceField(
        label="Насколько", choices=[(Grant.TAKEN, "нет права"), *Scope.choices]
    )
    reason = forms.CharField(
        label="Почему", max_length=300, help_text="Распоряжение или причина: останется в журнале."
    )

    def change(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        taken = given["scope"] == Grant.TAKEN
        return {
            "role": Role(given["role"]),
            "permission": Permission(given["permission"]),
            "scope": None if taken else Scope(given["scope"]),
            "reason": given["reason"],
        }


class ServeForm(forms.Form):
    """Somebody of another municipality who is to see the totals of this one."""

    login = forms.CharField(
        label="Логин",
        max_length=60,
        help_text="Логин методолога: его знает администратор муниципалитета, где он заведён.",
    )
