"""Which object of a layer a message is about."""

from django.db import models

from mcu.cases.models.case import Case
from mcu.territory.models import MapObject


class NamedObject(models.Model):
    """The lamp, the stop, the container: an object that a case names is not deleted."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="named_object", primary_key=True)
    object = models.ForeignKey(MapObject, models.PROTECT, related_name="named_in")

    class Meta:
        verbose_name = "объект сообщения"

    def __str__(self) -> str:
        return f"{self.object_id}"
