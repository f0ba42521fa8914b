"""The passport and the planning package opened by LibreOffice: every table with its words."""

import pytest
from django.urls import reverse

from mcu.planning.tests.conftest import bare_town, files_folder, own_folder, sign_in, town  # noqa: F401
from mcu.planning.tests.test_pages import LAST_YEAR, content, entered, kept, needs  # noqa: F401
from tests.test_letters_in_office import OFFICE, converted

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(OFFICE is None, reason="нет LibreOffice: sudo apt install libreoffice"),
]


def test_both_papers_open_in_libreoffice_with_their_numbers(town, needs, sign_in, tmp_path):  # noqa: F811
    row = kept(town, by_settlement=True)
    entered(town, row, LAST_YEAR, 3, settlement="Луговое")
    entered(town, row, LAST_YEAR, 8)
    client = sign_in(town.head)
    asked = {"settlement": "Луговое", "since": LAST_YEAR.year}
    for name, door, given in (
        ("passport", "planning:passport-export", {"format": "docx"}),
        ("package", "planning:package-export", asked),
    ):
        (tmp_path / f"{name}.docx").write_bytes(content(client.get(reverse(door), given)))
    converted(tmp_path, ["passport.docx", "package.docx"], "txt:Text (encoded):UTF8")
    read = {
        name: (tmp_path / f"{name}.txt").read_text("utf-8-sig") for name in ("passport", "package")
    }
    for said in ("Отремонтировано дорог", "8 км", "Просроченных ответов"):
        assert said in read["passport"]
    for said in ("Ямы на дорогах", "Мира, 7, Луговое", "3 км", needs.title, "Дороги Лугового"):
        assert said in read["package"]
