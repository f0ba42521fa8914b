"""The page of classifiers in a real browser: nothing in anybody's way, wide and on a phone."""

import pytest
from django.utils import timezone

from mcu.org.actions import make_token
from tests.browser import IN_BROWSER, PHONE, WIDE, examine

pytestmark = IN_BROWSER


@pytest.mark.long
def test_books_stand_in_nobodys_way_wide_and_on_a_phone(served, visit):
    make_token(
        person=served.head, name="Выгрузка в 1С", scopes=["read", "personal"], days=30,
        by=served.actor(), now=timezone.now(),
    )  # fmt: skip
    looks = ((WIDE, "light"), (PHONE, "dark"))
    for size, scheme in looks:
        page = visit("/settings/books/", size=size, color_scheme=scheme)
        examine(page, scheme)
        page.goto("/settings/books/topics/")
        page.get_by_text("Изменить карточку").click()
        examine(page, scheme)
        page.goto(
            "/settings/channels/add/webhook/"
            if size == WIDE
            else "/settings/channels/add/georeport/"
        )
        examine(page, scheme)
