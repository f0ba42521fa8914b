"""The settings of ratings as a form: a row for each part, then thresholds and corrections."""

from typing import Any

from django import forms

from mcu.analytics.rules.slices import BASES
from mcu.org.models import Body
from mcu.ratings.rules.method import MOST, Method
from mcu.ratings.rules.parts import CATALOGUE

PLAIN = ("least_cases", "least_base", "shrinks", "strength", "levels", "green", "yellow", "basis")


def _number(label: str, least: float = 0, most: float = MOST, hint: str = "") -> forms.FloatField:
    wrong = f"Число от {least:g} до {most:g}."
    return forms.FloatField(
        label=label, min_value=least, max_value=most, help_text=hint,
        error_messages={"required": wrong, "min_value": wrong, "max_value": wrong, "invalid": wrong},
        widget=forms.NumberInput(attrs={"step": "any"}),
    )  # fmt: skip


def _whole(label: str, hint: str) -> forms.IntegerField:
    wrong = "Целое число от 1 до 1000."
    return forms.IntegerField(
        label=label, min_value=1, max_value=1000, help_text=hint,
        error_messages={"required": wrong, "min_value": wrong, "max_value": wrong, "invalid": wrong},
    )  # fmt: skip


class PolicyForm(forms.Form):
    least_cases = _whole("Сообщений для допуска", "Меньше — орган показан, но не сравнивается.")
    least_base = _whole("Случаев для части", "Меньше — часть не считается, её вес делят остальные.")
    green = _number("Зелёная зона, от", 0, 100)
    yellow = _number("Жёлтая зона, от", 0, 100)
    shrinks = forms.BooleanField(label="поправка на малую выборку", required=False)
    strength = _number(
        "Сколько средних добавлять",
        hint="При стольких же своих случаях своё и среднее весят поровну.",
    )
    levels = forms.BooleanField(label="поправка на сложность тем", required=False)
    basis = forms.ChoiceField(label="Период — по", choices=[(b.value, w) for b, w in BASES.items()])
    kinds = forms.MultipleChoiceField(
        label="Кого оценивать", choices=Body.Kind.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Выберите хотя бы один вид органов."},
    )  # fmt: skip

    def __init__(self, data: Any, method: Method) -> None:
        initial = {name: getattr(method, name) for name in PLAIN} | {"kinds": list(method.kinds)}
        for part in CATALOGUE:
            zero, full = method.scales[part.code]
            initial |= {
                f"w_{part.code}": method.weights[part.code],
                f"z_{part.code}": zero,
                f"f_{part.code}": full,
            }
        super().__init__(data, initial=initial, auto_id="policy_%s")
        for part in CATALOGUE:
            self.fields[f"w_{part.code}"] = _number(f"{part.title}: вес")
            self.fields[f"z_{part.code}"] = _number(f"{part.title}: значение на 0 баллов")
            self.fields[f"f_{part.code}"] = _number(f"{part.title}: значение на 100 баллов")

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Each part of the catalogue with its weight and the two ends of its scale."""
        return [(part, [self[f"{name}_{part.code}"] for name in "wzf"]) for part in CATALOGUE]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in PLAIN]

    @property
    def method(self) -> Method:
        given = self.cleaned_data
        codes = [part.code for part in CATALOGUE]
        return Method(
            weights={code: given[f"w_{code}"] for code in codes},
            scales={code: (given[f"z_{code}"], given[f"f_{code}"]) for code in codes},
            kinds=tuple(given["kinds"]),
            **{name: given[name] for name in PLAIN},
        )
