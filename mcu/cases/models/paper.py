"""What a letter on paper says of itself beside its text."""

from django.db import models

from mcu.cases.models.case import Case
from mcu.cases.rules.desk import Delivered


class Paper(models.Model):
    """The facts of one letter as they stand on it; who wrote and where they live is sealed apart."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="paper", primary_key=True)
    dated_on = models.DateField("дата письма", null=True, blank=True)
    out_number = models.CharField("исходящий номер автора", max_length=60, blank=True)
    delivered = models.CharField(
        "как доставлено", max_length=10, choices=Delivered.choices, blank=True
    )
    sheets = models.PositiveIntegerField("листов", null=True, blank=True)
    enclosures = models.PositiveIntegerField("листов приложений", null=True, blank=True)
    signed = models.BooleanField("подписано автором", default=False)
    sent_by = models.CharField("кем переслано", max_length=300, blank=True)
    sent_number = models.CharField("номер сопроводительного письма", max_length=60, blank=True)
    sent_on = models.DateField("дата сопроводительного письма", null=True, blank=True)

    class Meta:
        verbose_name = "письмо на бумаге"

    def __str__(self) -> str:
        return f"письмо {self.case_id}"
