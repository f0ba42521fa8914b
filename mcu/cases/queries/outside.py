"""The outside model of a municipality."""

from mcu.cases.models import OutsideModel


def outside_of(municipality_id: int) -> OutsideModel | None:
    return OutsideModel.objects.filter(municipality=municipality_id).first()


def running_model(municipality_id: int) -> str:
    """The name of the model that is switched on; empty when there is none."""
    rows = OutsideModel.objects.filter(municipality=municipality_id, active=True)
    return rows.values_list("model", flat=True).first() or ""
