"""Appeals through their pages: from the letter to the file, the reception, the filters, hostile input."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Addressee, Appeal, Case, Reception
from mcu.cases.rules.workflow import State
from mcu.cases.tests.appeals import answered, letter
from mcu.cases.tests.test_pages_register import filled
from mcu.cases.tests.test_reception_pages import ADD, visit
from mcu.channels.models import Outgoing
from mcu.core import vault
from mcu.core.models import JournalEntry

pytestmark = pytest.mark.usefixtures("law")

REGISTER = "/cases/register/"
FEED = "/cases/"


def do(client, name, pk, **given):
    response = client.post(reverse(f"cases:{name}", args=[pk]), given)
    assert response.status_code == 302, response.content.decode()
    return response


def block(client, case):
    return client.get(reverse("cases:appeal", args=[case.pk])).content.decode()


@pytest.mark.row(24)
def test_message_and_appeal_are_two_regimes_told_apart_and_changed_for_a_reason(town, web):
    """A call is a message, a letter an appeal with kind, number and the clocks of 59-ФЗ; mail is told so."""
    assert web.head.post(REGISTER, filled(regime="")).status_code == 302
    call = Case.objects.get()
    assert (
        web.head.post(
            REGISTER, filled(channel="letter", regime="", appeal_kind="proposal")
        ).status_code
        == 302
    )
    paper = Case.objects.latest("pk")
    assert (call.regime, paper.regime) == ("message", "appeal")
    assert not {"register", "redirect"} & set(call.terms.values_list("kind", flat=True))
    assert {"register", "redirect", "answer"} <= set(paper.terms.values_list("kind", flat=True))
    assert f"Обращение № {paper.appeal.number}" in block(web.head, paper)
    barred = web.head.post(REGISTER, filled(channel="mail", regime="appeal"))
    assert barred.status_code == 422
    assert "547-ФЗ" in barred.content.decode()
    web.head.post(REGISTER, filled(channel="mail", regime="", applicant_contacts="g@post.example"))
    mail = Case.objects.latest("pk")
    assert (mail.regime, Outgoing.objects.get().key) == ("message", f"appeal-channels:{mail.pk}")
    url = reverse("cases:regime", args=[call.pk])
    assert web.head.post(url, {"reason": ""}).status_code == 422
    do(web.head, "regime", call.pk, reason="Продиктовал и подписал")
    call.refresh_from_db()
    assert call.regime == "appeal"
    assert (
        JournalEntry.objects.get(action="case.regime").after["reason"] == "Продиктовал и подписал"
    )
    chosen = [row.pk for row in web.head.get(FEED, {"regime": "message"}).context["rows"]]
    assert chosen == [str(mail.pk)]
    for kind in ("proposal", "statement", "complaint"):
        found = web.head.get(FEED, {"appeal_kind": kind}).context["rows"]
        assert len(found) == (kind == "proposal")


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.row(28)
def test_the_form_follows_from_the_channel_is_corrected_found_and_exported(town, web):
    for channel, form in (("letter", ""), ("phone", ""), ("web", ""), ("reception", "written")):
        given = filled(channel=channel, regime="", form=form)
        assert web.head.post(REGISTER, given).status_code == 302
    found = {
        form: [row.pk for row in web.head.get(FEED, {"form": form}).context["rows"]]
        for form in ("written", "oral", "electronic")
    }
    by_channel = {case.channel: str(case.pk) for case in Case.objects.all()}
    assert sorted(found["written"]) == sorted([by_channel["letter"], by_channel["reception"]])
    assert found["oral"] == [by_channel["phone"]]
    assert found["electronic"] == [by_channel["web"]]
    call = Case.objects.get(channel="phone")
    assert "Устная" in block(web.head, call)
    do(web.head, "facets", call.pk, form="electronic")
    assert "Электронная" in block(web.head, call)
    assert web.head.get(FEED, {"form": "oral"}).context["rows"] == []
    rows = table(web.head.get(reverse("cases:export"), {"format": "csv", "form": "written"}))
    assert {row["Форма"] for row in rows} == {"Письменная"}
    assert len(rows) == 2


CATEGORIES = {
    "citizen": "Гражданин РФ",
    "abroad": "Гражданин РФ за рубежом",
    "foreigner": "Иностранный гражданин",
    "stateless": "Лицо без гражданства",
    "legal": "Юридическое лицо",
}


@pytest.mark.row(29)
@pytest.mark.parametrize(("category", "label"), CATEGORIES.items())
def test_each_category_of_applicants_is_registered_found_and_exported(category, label, town, web):
    web.head.post(REGISTER, filled(category=category, applicant_name="ООО «Двор»"))
    web.head.post(REGISTER, filled())
    case = Case.objects.earliest("pk")
    assert label in block(web.head, case)
    response = web.head.get(FEED, {"category": category})
    assert [row.pk for row in response.context["rows"]] == [str(case.pk)]
    assert label in [chip.label for chip in response.context["form"].chips]
    row = table(web.head.get(reverse("cases:export"), {"format": "csv", "category": category}))[0]
    assert row["Кто пишет"] == label
    other = next(value for value in CATEGORIES if value != category)
    do(web.head, "facets", case.pk, category=other)
    assert web.head.get(FEED, {"category": category}).context["rows"] == []


@pytest.mark.row(30)
def test_a_case_is_addressed_to_several_organisations_found_and_exported(town, web):
    both = [town.roads.pk, town.housing.pk]
    web.head.post(REGISTER, filled(addressees=both))
    web.head.post(REGISTER, filled())
    case = Case.objects.earliest("pk")
    assert set(case.addressees.values_list("body_id", flat=True)) == set(both)
    for body in both:
        found = web.head.get(FEED, {"addressee": body}).context["rows"]
        assert [row.pk for row in found] == [str(case.pk)]
    assert len(web.head.get(FEED, {"addressee": -1}).context["rows"]) == 1
    row = table(web.head.get(reverse("cases:export"), {"format": "csv", "addressee": both[0]}))[0]
    assert row["Кому адресовано"] == "Дорожная служба; Жилищный отдел"
    do(web.head, "facets", case.pk, addressees=[town.housing.pk])
    assert Addressee.objects.get().body == town.housing
    assert "Жилищный отдел" in block(web.head, case)


def test_bodies_of_another_municipality_are_no_addressees(town, elsewhere, web):
    response = web.head.post(REGISTER, filled(addressees=[elsewhere.roads.pk]))
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_a_letter_goes_from_registration_to_its_file_through_pages(town, web):
    given = filled(
        channel="letter", regime="", appeal_kind="statement", category="citizen", collective="on",
        signatories="12", signatory_names="Громов Г. Г., Зимина З. З.", addressees=[town.housing.pk],
        applicant_name="Громов Глеб Глебович", applicant_contacts="Садовая, 1",
    )  # fmt: skip
    assert web.head.post(REGISTER, given).status_code == 302
    case = Case.objects.get()
    assert vault.unseal(case.applicant.sealed)["signatory_names"].startswith("Громов Г. Г.")
    assert (case.collective, case.appeal.signatories) == (True, 12)
    do(web.head, "resolve", case.pk, author_name="Глава Орлов", text="Разобраться", body=town.housing.pk,
       control_on=f"{timezone.localdate() + timedelta(days=9)}")  # fmt: skip
    assert case.terms.get(kind="redirect").cancelled_at
    do(web.head, "assign", case.pk, body=town.housing.pk, executor=town.executor.pk)
    do(web.executor, "extend", case.pk, days=15, reason="exceptional", words="Сложный осмотр")
    assert "Сложный осмотр" in web.head.get(reverse("cases:appeals")).content.decode()
    decision = case.decisions.get()
    assert web.executor.post(reverse("cases:decide", args=[decision.pk])).status_code == 403
    do(web.head, "decide", decision.pk, verb="approve")
    page = web.head.get(reverse("cases:appeals")).content.decode()
    assert "Автору: срок продлён" in page
    do(web.head, "notice-sent", case.notices.get().pk, way="post", out_number="45-п")
    answered(town, Case.objects.get(pk=case.pk))
    do(
        web.head,
        "result",
        case.pk,
        result="measures",
        signed_by="Орлов",
        answer_number="46-п",
        way="post",
    )
    do(web.head, "close", case.pk, outcome="solved")
    do(web.head, "file", case.pk, index_of_file="01-14", sheets="5")
    shown = block(web.head, case)
    for words in (
        "12",
        "Глава Орлов",
        "Сложный осмотр",
        "45-п",
        "Поддержано, меры приняты",
        "01-14",
    ):
        assert words in shown
    assert "Громов" not in shown
    acts = list(
        JournalEntry.objects.filter(object_id=case.pk, object_type="cases.case").values_list(
            "action", flat=True
        )
    )
    for act in (
        "case.register",
        "case.resolve",
        "case.extend",
        "case.prolong",
        "case.notify",
        "case.result",
        "case.file",
    ):
        assert act in acts


def test_the_page_of_appeals_counts_extensions_by_body(town, web):
    first, second = letter(town), letter(town)
    for case in (first, second):
        do(web.head, "assign", case.pk, body=town.housing.pk, executor=town.executor.pk)
    do(web.executor, "extend", first.pk, days=5, reason="request", words="Ждём")
    do(web.head, "decide", first.decisions.get().pk, verb="approve")
    do(web.executor, "extend", second.pk, days=5, reason="request", words="Ждём")
    do(web.head, "decide", second.decisions.get().pk, verb="refuse", reason="Успеете")
    row = web.head.get(reverse("cases:appeals")).context["extensions"][0]
    assert (row.body, row.appeals, row.extended, row.refused, row.share) == (
        "Жилищный отдел",
        2,
        1,
        1,
        50,
    )
    assert (
        web.head.get(
            reverse("cases:appeals"), {"since": "2001-01-01", "until": "2001-02-01"}
        ).context["extensions"]
        == []
    )
    assert (
        web.head.get(
            reverse("cases:appeals"), {"since": "вчера", "until": "9999-99-99"}
        ).status_code
        == 200
    )


def test_a_part_is_split_off_and_put_back_on_the_card(town, web):
    case = town.case("Яма и фонарь")
    do(web.head, "split", case.pk, text="Фонарь не горит")
    part = Case.objects.latest("pk")
    assert f"{part}" in block(web.head, case)
    assert "Вопрос выделен из" in block(web.head, part)
    do(web.head, "unsplit", part.pk)
    part.refresh_from_db()
    assert part.state == State.MERGED


def test_the_block_asks_the_same_number_of_questions_whatever_hangs_on_the_case(town, web):
    case = letter(town)
    url = reverse("cases:appeal", args=[case.pk])
    web.head.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        web.head.get(url)
    for name in ("Росреестр", "Фонд", "Опека"):
        do(web.head, "copies", case.pk, others=name)
        do(web.head, "resolve", case.pk, author_name=name, text="Да", body=town.housing.pk)
    do(web.head, "facets", case.pk, addressees=[town.housing.pk, town.roads.pk])
    with CaptureQueriesContext(connection) as many:
        web.head.get(url)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eяма", "🕳️", "%s {0} {{ x }}", "до\x00после"]
)
def test_hostile_words_are_shown_as_words(text, town, web):
    web.head.post(ADD, visit(matter=text, answer=text, place=text, official=text))
    card = Reception.objects.get()
    case = letter(town)
    do(web.head, "resolve", case.pk, author_name=text, text=text)
    do(web.head, "extend", case.pk, days=3, reason="request", words=text)
    for page in (
        web.head.get(reverse("cases:reception", args=[card.pk])),
        web.head.get(reverse("cases:receptions")),
        web.head.get(reverse("cases:appeal", args=[case.pk])),
        web.head.get(reverse("cases:appeals")),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("extend", {"days": "много", "reason": "request", "words": "я"}, "впишите число"),
        ("extend", {"days": 31, "reason": "request", "words": "я"}, "не больше чем на 30"),
        ("extend", {"days": 10**12, "reason": "request", "words": "я"}, "не больше чем на 30"),
        ("extend", {"days": 5, "reason": "лень", "words": "я"}, "выберите из списка"),
        ("extend", {"days": 5, "reason": "request", "words": " "}, "почему срока не хватает"),
        ("no_reply", {"ground": "лень", "words": "я"}, "выберите из списка"),
        ("no_reply", {"ground": "unclear", "words": ""}, "Объясните"),
        ("no_reply", {"ground": "published", "words": "я", "url": "ftp://x"}, "адрес страницы"),
        ("resolve", {"author_name": "", "text": "я"}, "впишите, чья"),
        ("resolve", {"author_name": "Я", "text": "я", "control_on": "2001-01-01"}, "уже прошёл"),
        ("copies", {"others": " \n "}, "в какие органы"),
        ("repeat", {"number": "999"}, "нет или оно не"),
        ("repeat", {}, "Впишите номер"),
        ("facets", {"form": "голубем"}, "голубем"),
        ("facets", {"signatories": "-4"}, "1"),
        ("split", {"text": " "}, "впишите вопрос"),
        ("result", {"result": "measures"}, "сейчас невозможно"),
        ("file", {"index_of_file": "1"}, "сейчас невозможно"),
        ("unsplit", {}, "не выделенный"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_words(name, given, words, town, web):
    case = letter(town)
    response = web.head.post(reverse(f"cases:{name}", args=[case.pk]), given)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not case.notices.exists()


def test_a_town_sets_its_number_and_its_reply(town, web):
    url = reverse("cases:appeal-setup")
    assert "547-ФЗ" in web.head.get(url).content.decode()
    good = {
        "number_format": "О-{n}/{year}",
        "replies": "on",
        "subject": "Про {number}",
        "text": "Пишите в {place}.",
    }
    assert web.head.post(url, good).status_code == 302
    assert letter(town).appeal.number == f"О-1/{timezone.localdate().year}"
    for wrong, words in (({"number_format": "{n}"}, "нужен год"), ({"text": "{имя}"}, "нет места")):
        response = web.head.post(url, good | wrong)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert web.executor.get(url).status_code == 403


def test_somebody_elses_decisions_and_notices_are_not_found(town, elsewhere, web, sign_in):
    case = letter(town)
    do(web.head, "extend", case.pk, days=3, reason="request", words="я")
    do(web.head, "copies", case.pk, others="Фонд")
    stranger = sign_in(elsewhere.head)
    assert stranger.post(reverse("cases:decide", args=[case.decisions.get().pk])).status_code == 404
    assert (
        stranger.post(
            reverse("cases:notice-sent", args=[case.notices.get().pk]), {"way": "post"}
        ).status_code
        == 404
    )
    assert "Фонд" not in stranger.get(reverse("cases:appeals")).content.decode()
    assert Appeal.objects.get().case == case
