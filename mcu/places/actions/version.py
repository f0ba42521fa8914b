"""What is kept compiled learns that the gazetteer changed."""

from django.db.models import F

from mcu.places.models import GazetteerVersion


def renew(municipality_id: int) -> None:
    GazetteerVersion.objects.get_or_create(municipality_id=municipality_id)
    GazetteerVersion.objects.filter(municipality_id=municipality_id).update(number=F("number") + 1)
