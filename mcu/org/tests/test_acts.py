"""The register of legal acts: cards, texts, the sheet of acquaintance, the normative base."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mcu.core.models import JournalEntry
from mcu.core.tables import open_table
from mcu.org.models import Acquaintance, Definition, LegalAct, NormativeAct
from mcu.org.rules.roles import Role

CARD = {
    "kind": "resolution",
    "number": "12-п",
    "date": "2025-02-03",
    "issuer": "Администрация поселения",
    "title": "О создании центра",
    "published": "сайт администрации\nгазета «Ключ»",
    "in_force": "2025-02-10",
    "control": "заместитель главы",
    "acquaint": ["executor"],
}


@pytest.fixture
def admin(office):
    return office.client(Role.ADMINISTRATOR)


@pytest.fixture
def act(office):
    return LegalAct.objects.create(
        municipality=office.place, code="post", number="12-п", date=date(2025, 2, 3),
        kind="resolution", title="О создании центра", in_force=date(2025, 2, 10),
        acquaint=["executor"],
    )  # fmt: skip


def test_an_act_is_entered_and_its_card_shows_what_was_entered(office, admin):
    answer = admin.post(reverse("org:act-add"), CARD, follow=True)
    page = answer.content.decode()
    for said in ("№ 12-п", "О создании центра", "газета «Ключ»", "действует", "заместитель главы"):
        assert said in page
    assert JournalEntry.objects.get(action="act.add").after["number"] == "12-п"


@pytest.mark.row(1)
def test_the_whole_card_of_a_founding_act(office, admin, act):
    """Number, date, editions, publication, entry into force, control, acquaintance with proof."""
    admin.post(reverse("org:act-edit", args=[act.pk]), CARD)
    amending = CARD | {"number": "77-п", "date": "2026-01-15", "title": "Об изменении",
                       "amends": act.pk, "acquaint": []}  # fmt: skip
    admin.post(reverse("org:act-add"), amending)
    page = admin.get(reverse("org:act", args=[act.pk])).content.decode()
    assert "Редакции" in page
    assert "№ 77-п «Об изменении»" in page
    executor = office.person(Role.EXECUTOR)
    admin.post(reverse("org:act-ask", args=[act.pk]), {"roles": ["executor"]})
    row = Acquaintance.objects.get()
    assert (row.person, row.confirmed_at) == (executor, None)
    reader = office.client(Role.EXECUTOR)
    assert "Ознакомьтесь" in reader.get(reverse("org:acts")).content.decode()
    reader.post(reverse("org:act-confirm", args=[act.pk]))
    row.refresh_from_db()
    assert row.confirmed_at
    assert "Ознакомьтесь" not in reader.get(reverse("org:acts")).content.decode()
    assert JournalEntry.objects.get(action="act.read").actor_id == executor.pk


def test_an_edition_of_nothing_changed_writes_nothing(office, admin, act):
    admin.post(reverse("org:act-edit", args=[act.pk]), CARD)
    written = JournalEntry.objects.filter(action="act.change").count()
    admin.post(reverse("org:act-edit", args=[act.pk]), CARD)
    assert JournalEntry.objects.filter(action="act.change").count() == written


def test_nobody_is_asked_twice_and_a_reminder_reaches_those_who_wait(office, admin, act):
    office.person(Role.EXECUTOR), office.person(Role.HEAD)
    for _ in range(2):
        admin.post(reverse("org:act-ask", args=[act.pk]), {"roles": ["executor", "head"]})
    assert Acquaintance.objects.count() == 2
    office.client(Role.HEAD).post(reverse("org:act-confirm", args=[act.pk]))
    admin.post(reverse("org:act-remind", args=[act.pk]))
    reminded = Acquaintance.objects.filter(reminded_at__isnull=False)
    assert [row.person for row in reminded] == [office.person(Role.EXECUTOR)]


def test_a_confirmation_cannot_be_taken_off(office, admin, act):
    office.person(Role.HEAD)
    admin.post(reverse("org:act-ask", args=[act.pk]), {"roles": ["head"]})
    row = Acquaintance.objects.get()
    office.client(Role.HEAD).post(reverse("org:act-confirm", args=[act.pk]))
    refused = admin.post(reverse("org:act-take-off", args=[act.pk, row.pk]))
    assert refused.status_code == 422
    assert Acquaintance.objects.count() == 1


def test_who_is_not_on_the_sheet_cannot_confirm(office, act):
    refused = office.client(Role.HEAD).post(reverse("org:act-confirm", args=[act.pk]))
    assert refused.status_code == 422
    assert "нет в листе" in refused.content.decode()


def test_the_sheet_is_taken_out_for_signatures(office, admin, act):
    office.person(Role.HEAD)
    admin.post(reverse("org:act-ask", args=[act.pk]), {"roles": ["head"]})
    body = b"".join(admin.get(reverse("org:act-sheet", args=[act.pk])).streaming_content)
    with open_table(BytesIO(body), "sheet.xlsx") as table:
        rows = [list(row) for row in table.rows()]
    assert any("Лисицын Егор Ильич" in str(cell) for row in rows for cell in row)
    assert JournalEntry.objects.filter(action="organisation.export").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Обязательное поле"),
        ({"date": "31.02.2025"}, "дат"),
        ({"valid_to": "2020-01-01"}, "раньше первого"),
        ({"kind": "закон"}, "Выберите"),
        ({"amends": "999999"}, "Выберите"),
        ({"acquaint": ["царь"]}, "Выберите"),
    ],
)
def test_a_wrong_card_is_refused_in_words(admin, wrong, said):
    answer = admin.post(reverse("org:act-add"), CARD | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not LegalAct.objects.exists()


def test_an_act_amends_no_act_of_a_neighbour(admin, neighbour):
    foreign = LegalAct.objects.create(municipality=neighbour.place, code="x", title="Чужой")
    answer = admin.post(reverse("org:act-add"), CARD | {"amends": foreign.pk})
    assert answer.status_code == 422
    assert admin.get(reverse("org:act", args=[foreign.pk])).status_code == 404


def test_the_text_of_an_act_is_kept_and_given_back(admin, act):
    file = SimpleUploadedFile("акт.pdf", b"%PDF-1.7 text")
    admin.post(reverse("org:act-attach", args=[act.pk]), {"file": file})
    kept = act.files.get()
    back = admin.get(reverse("org:act-text", args=[act.pk, kept.address]))
    assert b"".join(back.streaming_content) == b"%PDF-1.7 text"


@pytest.mark.parametrize("content", [b"", b"MZ program"])
def test_an_empty_file_or_a_program_is_no_act(admin, act, content):
    file = SimpleUploadedFile("акт.exe", content)
    assert admin.post(reverse("org:act-attach", args=[act.pk]), {"file": file}).status_code == 422
    assert not act.files.exists()


@pytest.mark.row(3)
def test_the_normative_base_is_shown_as_valid_on_a_day(office, admin):
    new = NormativeAct.objects.create(
        municipality=office.place, code="new", title="Новый закон", valid_from=date(2025, 6, 19)
    )
    NormativeAct.objects.create(
        municipality=office.place, code="old", title="Старый закон",
        valid_to=date(2025, 6, 18), replaced_by=new,
    )  # fmt: skip
    Definition.objects.create(
        municipality=office.place, code="word", term="Лучшая практика", text="Пример для других",
        act=new, valid_from=date(2025, 6, 19),
    )  # fmt: skip
    before = admin.get(reverse("org:normative"), {"on": "2025-06-18"}).content.decode()
    after = admin.get(reverse("org:normative"), {"on": "2025-06-19"}).content.decode()
    assert "Старый закон</td>" in before
    assert "<br>Новый закон" not in before
    assert "<br>Новый закон" in after
    assert "Старый закон" not in after
    assert "не проверено" in after
    assert "Лучшая практика" in after
    assert "Лучшая практика" not in before


def test_a_row_of_the_base_is_added_and_changed(admin):
    row = {"kind": "federal_law", "title": "О порядке", "number": "59-ФЗ"}
    admin.post(reverse("org:normative-add"), row)
    made = NormativeAct.objects.get()
    admin.post(reverse("org:normative-edit", args=[made.pk]), row | {"verified": "on"})
    made.refresh_from_db()
    assert made.verified
    assert JournalEntry.objects.filter(action="normative.change").exists()


def test_the_register_takes_a_constant_number_of_queries(
    office, admin, act, django_assert_max_num_queries
):
    def asked() -> int:
        with django_assert_max_num_queries(30) as context:
            admin.get(reverse("org:acts"))
            admin.get(reverse("org:act", args=[act.pk]))
        return len(context)

    before = asked()
    for n in range(20):
        LegalAct.objects.create(
            municipality=office.place, code=f"a{n}", title="Ещё", annex_to=act, amends=act
        )
    assert asked() == before
