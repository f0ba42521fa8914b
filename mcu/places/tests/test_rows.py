"""What a table and an extract of ГАР say: pure, no database."""

from io import BytesIO

import pytest

from mcu.core.errors import RuleViolation
from mcu.places.rules import (
    BadGar,
    HouseRow,
    PlaceRow,
    RejectedRow,
    assemble,
    find_header,
    read_houses,
    read_links,
    read_objects,
    read_rows,
)

HEAD = ["что это", "вид", "название", "населённый пункт", "дома", "широта", "долгота", "улица"]


def read(*rows: list[str]) -> list:
    numbered = list(enumerate([HEAD, *rows], start=1))
    return list(read_rows(numbered, find_header(numbered)))


def test_a_row_says_a_place_and_what_it_does_not_say_stays():
    [row] = read(["улица", "улица", "Мира", "Ключи", "1-9; 2-8", "54,41", "46.2"])
    assert row == PlaceRow(
        2, "street", "улица", "Мира", "Ключи", "",
        {"houses": "1-9;2-8", "lat": 54.41, "lon": 46.2},
    )  # fmt: skip


def test_a_house_stands_in_its_street():
    [row] = read(["дом", "", "14А", "Ключи", "", "54.1", "46.2", "улица Мира"])
    assert row == HouseRow(2, "улица Мира", "14А", "Ключи", 54.1, 46.2)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["река", "", "Ока", ""], "Что это, непонятно"),
        (["улица", "улица", "", "Ключи"], "Нет названия"),
        (["улица", "улица", "Мира", ""], "в каком населённом пункте"),
        (["дом", "", "5", "Ключи"], "на какой улице"),
        (["улица", "", "Мира", "Ключи", "от 1 до 9"], "Дома непонятны"),
        (["улица", "", "Мира", "Ключи", "", "54.1"], "обе координаты"),
        (["улица", "", "Мира", "Ключи", "", "154.1", "46"], "непонятны"),
        (["улица", "", "М" * 201, "Ключи"], "длиннее 200"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row, words):
    [refused] = read(row)
    assert isinstance(refused, RejectedRow)
    assert (refused.line, words in refused.reason) == (2, True), refused.reason


def test_a_file_without_names_is_refused_in_words():
    with pytest.raises(RuleViolation, match="столбца «название»"):
        find_header([(1, ["ФИО", "Должность"])])


OBJECTS = """<?xml version="1.0" encoding="utf-8"?><ADDRESSOBJECTS>
<OBJECT OBJECTID="10" NAME="Ключи" TYPENAME="с" LEVEL="6" ISACTUAL="1" ISACTIVE="1"/>
<OBJECT OBJECTID="10" NAME="Троицкое" TYPENAME="с" LEVEL="6" ISACTUAL="0" ISACTIVE="0"/>
<OBJECT OBJECTID="20" NAME="Мира" TYPENAME="ул." LEVEL="8" ISACTUAL="1" ISACTIVE="1"/>
<OBJECT OBJECTID="21" NAME="Ветеран" TYPENAME="тер. СНТ" LEVEL="7" ISACTUAL="1" ISACTIVE="1"/>
<OBJECT OBJECTID="22" NAME="Закрытая" TYPENAME="ул" LEVEL="8" ISACTUAL="1" ISACTIVE="0"/>
<OBJECT OBJECTID="30" NAME="Чужая" TYPENAME="ул" LEVEL="8" ISACTUAL="1" ISACTIVE="1"/>
</ADDRESSOBJECTS>"""
LINKS = """<ITEMS>
<ITEM OBJECTID="10" PARENTOBJID="1" OKTMO="68650000101" ISACTIVE="1"/>
<ITEM OBJECTID="20" PARENTOBJID="10" OKTMO="68650000101" ISACTIVE="1"/>
<ITEM OBJECTID="21" PARENTOBJID="10" OKTMO="68650000101" ISACTIVE="1"/>
<ITEM OBJECTID="22" PARENTOBJID="10" OKTMO="68650000101" ISACTIVE="1"/>
<ITEM OBJECTID="40" PARENTOBJID="20" OKTMO="68650000101" ISACTIVE="1"/>
<ITEM OBJECTID="41" PARENTOBJID="20" OKTMO="68650000101" ISACTIVE="0"/>
<ITEM OBJECTID="30" PARENTOBJID="11" OKTMO="68700000" ISACTIVE="1"/>
</ITEMS>"""
HOUSES = """<HOUSES>
<HOUSE OBJECTID="40" HOUSENUM="14а" ADDNUM1="2" ADDTYPE1="1" HOUSETYPE="2" ISACTUAL="1" ISACTIVE="1"/>
<HOUSE OBJECTID="41" HOUSENUM="15" HOUSETYPE="2" ISACTUAL="1" ISACTIVE="1"/>
</HOUSES>"""


def test_an_extract_gives_what_is_in_force_in_one_municipality():
    parents = dict(read_links(BytesIO(LINKS.encode()), "68650"))
    objects = read_objects(BytesIO(OBJECTS.encode()), parents)
    rows = list(assemble(objects, parents, read_houses(BytesIO(HOUSES.encode()), parents)))
    assert rows == [
        PlaceRow(0, "settlement", "село", "Ключи", given={"old": ["Троицкое"]}, external="10"),
        PlaceRow(0, "street", "улица", "Мира", "Ключи", given={"old": []}, external="20"),
        PlaceRow(0, "street", "СНТ", "Ветеран", "Ключи", given={"old": []}, external="21"),
        HouseRow(0, "20", "14Ак2", external="40"),
    ]


@pytest.mark.parametrize("broken", [b"", b"not xml", b"<ITEMS><ITEM", b'<ITEMS><ITEM OBJECTID="x"/></ITEMS>'])  # fmt: skip
def test_a_broken_extract_is_told_as_one(broken):
    with pytest.raises(BadGar):
        list(read_links(BytesIO(broken)))
