"""Tasks through their pages: list, board, card, bulk, export, the block in a case, the link."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from mcu.cases.actions import finish
from mcu.core import files
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import program
from mcu.tasks import queries
from mcu.tasks.actions import life, links, verification
from mcu.tasks.models import Evidence, Task, Verification, VerifiedCase
from mcu.tasks.tests.conftest import marked_jpeg

LIST = reverse("tasks:list")


def do(client: Client, task: Task, verb: str, **data):
    return client.post(reverse(f"tasks:{verb}", args=[task.pk]), data)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.row(22)
def test_a_task_is_set_done_returned_extended_and_accepted_by_its_pages(town, web):
    given = {"kind": "other", "title": "Обойти дворы", "executor": town.executor.pk, "value": "3", "unit": "working_days", "steps": "Полевая\nЛесная"}  # fmt: skip
    assert web.head.post(reverse("tasks:add"), given | {"title": ""}).status_code == 422
    assert web.head.post(reverse("tasks:add"), given).status_code == 302
    task = Task.objects.get()
    assert [item.text for item in task.items.all()] == ["Полевая", "Лесная"]
    assert "Обойти дворы" in text(web.executor.get(LIST))
    assert "Обойти дворы" in text(web.head.get(f"{LIST}?whose=set"))
    assert do(web.executor, task, "accept").status_code == 403
    assert do(web.executor, task, "take").status_code == 302
    for item in task.items.all():
        do(web.executor, task, "tick", item=item.pk, done="on")
    day = timezone.localdate() + timedelta(days=60)
    do(web.executor, task, "ask-extension", until=day, reason="Болезнь")
    assert "просит продлить" in text(web.head.get(reverse("tasks:card", args=[task.pk])))
    do(web.head, task, "extend")
    assert do(web.executor, task, "report", result="").status_code == 422
    do(web.executor, task, "report", result="Обошли всё")
    assert "Обойти дворы" in text(web.head.get(f"{LIST}?whose=all&status=to_judge"))
    do(web.head, task, "return", reason="Нет снимков")
    snap = SimpleUploadedFile("двор.jpg", marked_jpeg())
    do(web.executor, task, "evidence", text="Снимок", uploads=[snap])
    do(web.executor, task, "report", result="Со снимком")
    do(web.head, task, "accept")
    page = text(web.head.get(reverse("tasks:card", args=[task.pk])))
    for words in (
        "Принята",
        "продлена: 1",
        "возвратов: 1",
        "2 из 2",
        "Обошли" not in page and "Со снимком",
    ):
        assert words in page
    shown = web.head.get(
        reverse("tasks:file", args=[task.pk, task.evidence.get().files.get().address])
    )
    assert shown["Content-Type"] == "image/jpeg"
    assert b"GPS" not in b"".join(shown.streaming_content)


def test_filters_stand_in_the_address_and_the_order_is_remembered(town, web, tasked):
    late = tasked("Старая яма", now=timezone.now() - timedelta(days=40))
    tasked("Новая яма", kind="check")
    assert "Новая яма" not in text(web.executor.get(f"{LIST}?due=late"))
    assert "Старая яма" in text(web.executor.get(f"{LIST}?q=стара"))
    assert "Старая яма" in text(web.executor.get(f"{LIST}?q={late.pk}"))
    assert "Старая яма" not in text(web.executor.get(f"{LIST}?kind=check"))
    assert "ничего не подходит" in text(web.executor.get(f"{LIST}?q=снег"))
    web.executor.get(f"{LIST}?sort=new")
    assert "Сначала новые" in text(web.executor.get(LIST))
    assert "Старая яма" in text(web.executor.get(f"{LIST}?shown=board"))
    for wrong in ("?body=x&kind=no&page=99999999&sort=x&due=1", "?whose=zzz&status=zzz&q=%00"):
        assert web.executor.get(LIST + wrong).status_code == 200


def test_many_tasks_are_accepted_extended_and_given_to_others_at_once(town, web, tasked):
    done, open_one = tasked(), tasked("Другая")
    life.report(task=done, by=town.actor("executor"), result="Готово")
    marked = {"task": [done.pk, open_one.pk]}
    page = web.head.post(reverse("tasks:bulk"), marked | {"verb": "accept"}, follow=True)
    assert "Сделано: 1." in text(page)
    assert "Не сделано: 1." in text(page)
    day = timezone.localdate() + timedelta(days=90)
    extended = {"task": [open_one.pk], "verb": "extend", "until": day, "reason": "Зима"}
    web.head.post(reverse("tasks:bulk"), extended)
    web.head.post(reverse("tasks:bulk"), {"task": [open_one.pk], "verb": "reassign", "body": town.housing.pk})  # fmt: skip
    open_one.refresh_from_db()
    assert (timezone.localdate(open_one.due_at), open_one.body) == (day, town.housing)
    assert web.head.post(reverse("tasks:bulk"), {"verb": "accept"}).status_code == 422


def test_the_list_is_taken_out_as_a_table(town, web, tasked):
    tasked("=1+1")
    answer = web.head.get(f"{reverse('tasks:export')}?whose=set")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()  # fmt: skip
    assert rows[1][2] == "=1+1"
    assert JournalEntry.objects.filter(action="task.export", after__rows=1).exists()


def test_a_case_shows_its_tasks_and_one_is_set_from_it(town, web):
    case = town.case()
    block = reverse("tasks:for-object", args=["cases.case", case.pk])
    assert block in text(web.head.get(reverse("cases:card", args=[case.pk])))
    address = f"{reverse('tasks:add')}?about=cases.case:{case.pk}"
    assert str(case) in text(web.head.get(address))
    web.head.post(address, {"kind": "order", "title": "Съездить", "executor": town.executor.pk})
    assert "Съездить" in text(web.head.get(block, headers={"HX-Request": "true"}))
    assert web.head.get(reverse("tasks:for-object", args=["risks.risk", 1])).status_code == 404


@pytest.mark.row(51)
def test_a_lawyer_is_asked_from_a_case_and_the_conclusion_stands_in_its_card(town, web):
    case = town.case()
    settled = {"lawyer": town.approver.pk, "lawyer_body": town.roads.pk, "sample_size": "10"}
    assert web.head.post(reverse("tasks:settings"), settled).status_code == 302
    address = f"{reverse('tasks:add')}?about=cases.case:{case.pk}&kind=legal"
    assert f'<option value="{town.approver.pk}" selected>' in text(web.head.get(address))
    asked = {"kind": "legal", "title": "Можно ли чинить чужую дорогу?", "text": "Материалы в карточке", "executor": town.approver.pk}  # fmt: skip
    web.head.post(address, asked)
    task = Task.objects.get()
    do(web.head, task, "evidence", text="Выписка", uploads=[SimpleUploadedFile("выписка.pdf", b"%PDF-1.4")])  # fmt: skip
    assert do(web.approver, task, "report", result="Можно").status_code == 422
    assert do(web.approver, task, "conclude", conclusion="risk", grounds="").status_code == 422
    concluded = {"conclusion": "risk", "grounds": "131-ФЗ, вопросы местного значения", "advice": "Взять согласие"}  # fmt: skip
    do(web.approver, task, "conclude", **concluded)
    block = text(web.head.get(reverse("tasks:for-object", args=["cases.case", case.pk])))
    assert "можно, есть риск" in block
    assert "131-ФЗ" in block
    do(web.head, task, "accept")
    page = text(web.head.get(reverse("tasks:card", args=[task.pk])))
    assert "Взять согласие" in page
    assert "выписка.pdf" in page


@pytest.mark.row(53)
def test_a_sample_is_checked_and_a_mismatch_becomes_a_requirement_to_the_head_of_the_body(
    town, web
):
    by = program(town.place.pk)
    for _ in range(4):
        finish.close(case=town.case(), outcome="solved", by=by)
    wrong = town.case()
    wrong.body = town.roads
    wrong.save()
    finish.close(case=wrong, outcome="solved", by=by)
    day = timezone.localdate()
    assert web.executor.get(reverse("tasks:checks")).status_code == 403
    drawn = {"since": day, "until": day, "size": "3"}
    assert web.head.post(reverse("tasks:draw"), {"since": "2001-01-01", "until": "2001-01-02"}).status_code == 422  # fmt: skip
    assert web.head.post(reverse("tasks:draw"), drawn).status_code == 302
    check = Verification.objects.get()
    assert (check.population, check.cases.count()) == (5, 3)
    row = check.cases.get(case=wrong)  # the only one of its body is always in
    page = text(web.head.get(reverse("tasks:check-row", args=[row.pk])))
    for words in ("Что заявлено", "Закрыто", "Опубликованного ответа нет", "Файлов нет"):
        assert words in page
    judge = reverse("tasks:check-row", args=[row.pk])
    assert web.head.post(judge, {"verdict": "mismatch", "what": "outcome", "note": ""}).status_code == 422  # fmt: skip
    assert web.head.post(judge, {"verdict": "mismatch", "note": "Яма на месте"}).status_code == 422
    web.head.post(judge, {"verdict": "mismatch", "what": "outcome", "note": "Яма на месте"})
    row.refresh_from_db()
    task = row.requirement
    assert (task.kind, task.executor, task.body) == ("requirement", town.approver, town.roads)
    assert task.due_at > timezone.now() + timedelta(days=3)
    assert web.head.post(judge, {"verdict": "match"}).status_code == 422
    rest = check.cases.exclude(pk=row.pk).first()
    web.head.post(reverse("tasks:check-row", args=[rest.pk]), {"verdict": "match"})
    page = text(web.head.get(reverse("tasks:check", args=[check.pk])))
    assert f"?body={town.roads.pk}&amp;verdict=mismatch" in page
    behind = text(web.head.get(f"{reverse('tasks:check', args=[check.pk])}?body={town.roads.pk}&verdict=mismatch"))  # fmt: skip
    assert str(wrong) in behind
    assert str(rest.case) not in behind
    answer = web.head.get(reverse("tasks:export-check", args=[check.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()  # fmt: skip
    assert len(rows) == 4
    assert do(web.approver, task, "report", result="Засыпали").status_code == 422
    do(web.approver, task, "evidence", text="Снимок прилагаю")


@pytest.mark.row(53)
def test_the_same_seed_draws_the_same_sample_and_what_was_claimed_is_kept(town):
    by = program(town.place.pk)
    for _ in range(12):
        finish.close(case=town.case(), outcome="explained", by=by)
    day, head = timezone.localdate(), town.actor()
    first, second = (
        verification.draw(municipality=town.place, since=day, until=day, by=head, size=5, seed="s")
        for _ in range(2)
    )
    keys = [set(each.cases.values_list("case_id", flat=True)) for each in (first, second)]
    assert keys[0] == keys[1]
    row = first.cases.first()
    finish.reopen(case=row.case, reason="Не сделано", by=by)
    row.refresh_from_db()
    assert row.claimed["state"] == "Закрыто"
    assert VerifiedCase.objects.count() == 10


def test_a_violation_is_demanded_to_be_mended_from_the_page_of_tasks(town, web):
    demanded = {"kind": "requirement", "title": "Отвечать в срок", "body": town.roads.pk, "executor": town.approver.pk}  # fmt: skip
    assert web.block_head.post(reverse("tasks:add"), demanded).status_code == 302
    assert Task.objects.get().items.count() == 3


def contractor(town, tasked) -> tuple[Task, str]:
    case = town.case("Житель Громов жалуется на яму", applicant={"applicant_name": "Громов Г. Г."})
    task = tasked(
        "Засыпать яму на Полевой", text="Просит Громов Г. Г.", about=queries.about_case(case)
    )
    secret = links.give_link(
        task=task, contractor="ООО «Дорстрой»", brief="Засыпать яму на Полевой, 5", by=town.actor()
    )
    return task, reverse("tasks:contractor", args=[secret])


def test_a_contractor_without_an_account_reports_and_sees_nothing_of_the_resident(
    town, web, tasked
):
    task, address = contractor(town, tasked)
    stranger = Client()
    page = text(stranger.get(address))
    assert "Полевой, 5" in page
    assert "Громов" not in page
    bad = {"text": "Готово", "photos": [SimpleUploadedFile("я.jpg", b"<svg onload=alert(1)>")]}
    refused = stranger.post(address, bad)
    assert refused.status_code == 422
    assert "Готово" in text(refused)
    assert "не снимок" in text(refused)
    many = {"text": "Готово", "photos": [SimpleUploadedFile(f"{n}.jpg", marked_jpeg()) for n in range(11)]}  # fmt: skip
    assert "Не больше 10" in text(stranger.post(address, many))
    assert not Evidence.objects.exists()
    good = {"text": "Засыпали щебнем", "photos": [SimpleUploadedFile("я.jpg", marked_jpeg())]}
    assert "отчёт получен" in text(stranger.post(address, good))
    assert stranger.get(address).status_code == 410
    assert stranger.post(address, good).status_code == 410
    report = Evidence.objects.get()
    assert b"GPS" not in files.path_of(report.files.get().key).read_bytes()
    assert "Ожидает проверки" in text(web.head.get(reverse("tasks:card", args=[task.pk])))
    do(web.head, task, "review", evidence=report.pk, reason="Снимите с другой стороны")
    assert "с другой стороны" in text(stranger.get(address))
    do(web.head, task, "revoke-link", link=report.link_id)
    assert stranger.get(address).status_code == 410
    assert stranger.get(reverse("tasks:contractor", args=["x" * 43])).status_code == 410
    used = JournalEntry.objects.filter(action__startswith="task.link").values_list("actor_name", flat=True)  # fmt: skip
    assert set(used) == {f"По ссылке № {report.link_id}"}


def test_the_address_of_a_link_is_shown_once_and_stands_in_no_log(town, web, tasked, caplog):
    task = tasked()
    given = {"contractor": "Бригада", "brief": "Яма", "days": "3"}
    page = text(do(web.head, task, "give-link", **given))
    secret = page.split("/tasks/link/")[1].split("/")[0]
    assert queries.link_of(secret).task == task
    assert secret not in text(web.head.get(reverse("tasks:card", args=[task.pk])))


def test_pages_cost_the_same_whatever_there_is(town, web, tasked):
    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert web.head.get(address).status_code == 200
        return len(found)

    task = tasked()
    addresses = [f"{LIST}?whose=all", f"{LIST}?whose=all&shown=board", reverse("tasks:today"), reverse("tasks:card", args=[task.pk])]  # fmt: skip
    before = [cost(address) for address in addresses]
    for number in range(5):
        each = tasked(f"Яма {number}", steps=["а", "б"])
        do(web.executor, each, "evidence", text="Вот")
        do(web.executor, task, "comment", text="Едем")
        do(web.executor, task, "evidence", text="Вот")
    after = [cost(address) for address in addresses]
    assert [b - a for a, b in zip(before, after, strict=True) if b - a > 1] == []
