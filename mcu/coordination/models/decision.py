"""The register of management decisions and the data each rests on."""

from typing import ClassVar

from django.db import models

from mcu.coordination.rules.states import DecisionState, GroundKind
from mcu.org.models import Municipality


class Decision(models.Model):
    """Who decided what, expecting which result; looked at again on a day. Its tasks are about it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="decisions", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    on = models.DateField("дата")
    decider = models.CharField("кто решил", max_length=200)
    title = models.CharField("о чём", max_length=300)
    text = models.TextField("решение")
    expected = models.TextField("ожидаемый результат", blank=True)
    review_on = models.DateField("проверить результат", null=True, blank=True)
    state = models.CharField(
        "состояние", max_length=10, choices=DecisionState.choices, default=DecisionState.TAKEN
    )
    outcome = models.TextField("что вышло", blank=True)
    at = models.DateTimeField("записано")
    by_name = models.CharField(max_length=200)

    # Counted by `queries.decisions`.
    ground_count: int

    class Meta:
        verbose_name = "управленческое решение"
        ordering: ClassVar = ["-on", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="decision_number_once")
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "-on"], name="decision_by_day")]

    def __str__(self) -> str:
        return f"Решение № {self.number}"


class Ground(models.Model):
    """What the decision rests on: a thing of the program, the figure as it stood and when."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="grounds")
    kind = models.CharField("что", max_length=10, choices=GroundKind.choices)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField("название", max_length=300)
    url = models.CharField("ссылка", max_length=1000)
    figure = models.CharField("показатель", max_length=200, blank=True)
    figure_on = models.DateField("на дату", null=True, blank=True)

    class Meta:
        verbose_name = "данные решения"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
