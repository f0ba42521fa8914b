"""The borders and layers of the invented town: everything stands inside, again changes nothing."""

from mcu.demo.territory import lay_out
from mcu.org.models import Municipality
from mcu.territory.models import Layer, LayerImport, MapObject
from mcu.territory.queries.areas import territory_of


def test_lamps_and_containers_stand_within_the_border_and_are_laid_out_once(db, settings, tmp_path):
    settings.MCU_FILES = tmp_path
    place = Municipality.objects.create(code="x", name="Где-то", timezone="Europe/Moscow")
    lay_out(place)
    lay_out(place)
    assert [each.name for each in Layer.objects.filter(municipality=place)] == [
        "Контейнерные площадки",
        "Фонари",
    ]
    territory = territory_of(place.pk)
    objects = list(MapObject.objects.filter(municipality=place))
    assert len(objects) == 52
    assert all(territory.where((each.lat, each.lon)).inside for each in objects)
    assert any(territory.where((each.lat, each.lon)).settlement for each in objects)
    assert not any(run.rejected for run in LayerImport.objects.filter(municipality=place))
