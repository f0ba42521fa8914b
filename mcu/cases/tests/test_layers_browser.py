"""Layers, borders and the map with them on a phone: nothing in anybody's way, nothing sticks out."""

from django.urls import reverse

from mcu.org.rules.roles import program
from mcu.territory.actions.areas import open_areas, put_in_force
from mcu.territory.actions.importing import open_import, take_import
from mcu.territory.actions.keeping import add_layer
from mcu.territory.models import LayerImport, MapObject
from mcu.territory.tests.files import BORDER, VILLAGE, area, collection, feature
from tests.browser import IN_BROWSER, PHONE, WIDE, examine

pytestmark = IN_BROWSER


def test_a_layer_is_taken_in_and_seen_on_a_phone_and_at_a_desk(served, window, files_folder):
    by = program(served.place.pk)
    lamps = collection(*(feature(46.08 + n / 300, 54.08, ref=f"Ф-{n}") for n in range(9)))
    layer = add_layer(municipality=served.place, name="Фонари", icon="lightbulb", by=by)
    run = open_import(layer=layer, name="ф.geojson", chunks=[lamps], by=by)
    take_import(run=run, by=by)
    for kind, ring in (("outline", BORDER), ("settlement", VILLAGE)):
        file = collection(area(ring, name="Ключи"))
        put_in_force(
            found=open_areas(municipality=served.place, kind=kind, name="г", chunks=[file], by=by),
            by=by,
        )
    open_import(layer=layer, name="б.geojson", chunks=[collection(feature(1e6, 2, ref="1"))], by=by)
    pages = [
        f"/cases/map/?layer={layer.pk}", "/cases/objects/", reverse("territory:layers"),
        f"/cases/objects/{MapObject.objects.first().pk}/", reverse("territory:territory"),
        reverse("territory:layer-import", args=[LayerImport.objects.latest('pk').pk]),
        reverse("portal:openness"),
    ]  # fmt: skip
    for size, shown in ((PHONE, pages), (WIDE, pages[:1])):
        page = window(
            person=served.head, size=size, color_scheme="dark" if size is PHONE else "light"
        )
        for path in shown:
            page.goto(path)
            examine(page, f"layers {size[0]}")
