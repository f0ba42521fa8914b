"""«Профиль» and «Чем мы отличаемся от акта» through their pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.profile import change_norm
from mcu.cases.models import ChannelUse, Norm, Route
from mcu.core.errors import RuleViolation
from mcu.core.journal import verify
from mcu.core.models import JournalEntry
from mcu.desk.actions import apply_profile
from mcu.desk.queries.profile import wanted_from
from mcu.org.actions import remove_calendar_day, set_calendar_day
from mcu.org.models import Body
from mcu.org.rules.roles import Role

ACT = """
format = 1
[municipality]
code = "klyuchevoy"
name = "Ключевой район"
[[holidays]]
day = 2026-08-30
title = "День района"
clause = "post/9"
[centre]
forms = ["project_office", "control_point"]
subject = "Обработка сообщений жителей"
address = "ул. Ключевая, 1"
clauses = { forms = ["1.1", "1.3"], subject = "1.2", address = "post/1" }
[[acts]]
code = "post"
kind = "resolution"
number = "9-п"
title = "О центре"
[[acts]]
code = "rules"
main = true
kind = "regulation"
title = "Положение"
annex_to = "post"
[[blocks]]
code = "city"
name = "Городское хозяйство"
[[bodies]]
code = "water"
name = "Водоканал"
block = "city"
clause = "2.2"
[[norms]]
code = "block"
title = "Сведения от блока"
kind = "block_info"
unit = "clock_hours"
value = 2
source = "Положение, пункт 3.3.3"
clause = "3.3.3"
[[routes]]
group = "ЖКХ"
body = "water"
[[channels]]
code = "telegram"
named = true
enabled = false
clause = "2.4"
"""


@pytest.fixture
def town(district):
    """The district of the tests with the act above loaded by the program."""
    apply_profile(profile=wanted_from(ACT, "klyuchevoy.toml"), name="klyuchevoy.toml")
    return district


def page(client, name="desk:profile"):
    return client.get(reverse(name)).content.decode()


def upload(client, text, name="new.toml"):
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post(reverse("desk:preview-profile"), {"file": file})


@pytest.mark.row(2)
def test_the_form_and_the_subject_of_the_centre_are_shown_with_their_clauses(town):
    html = page(town.client(Role.CURATOR))
    assert "проектный офис, пункт управления" in html
    assert "п. 1.1; п. 1.3" in html
    assert "Обработка сообщений жителей" in html
    assert "постановление № 9-п, п. 1" in html


def test_what_the_act_leaves_open_is_told(town):
    html = page(town.client(Role.CURATOR))
    assert "Акт молчит, действует умолчание программы: Центр управления регионом" in html
    assert "по умолчанию программы" in html


def test_a_channel_of_the_act_is_off_until_somebody_switches_it_on(town):
    client = town.client(Role.ADMINISTRATOR)
    assert "назначен актом, не включён" in page(client)
    register = town.client(Role.INCIDENT)
    offered = 'value="telegram"'
    assert offered not in page(register, "cases:register")
    channel = ChannelUse.objects.get(municipality=town.place, code="telegram")
    client.post(reverse("desk:switch-channel", args=[channel.pk]), {"enabled": "yes"})
    assert "назначен актом, не включён" not in page(client)
    assert offered in page(register, "cases:register")
    entry = JournalEntry.objects.get(action="channel.use")
    assert (entry.before, entry.after) == ({"enabled": False}, {"enabled": True})
    assert "Telegram: включён" in page(client, "desk:profile-difference")


def test_nobody_else_switches_or_loads(town):
    client = town.client(Role.CURATOR)
    assert "Загрузить файл профиля" not in page(client)
    channel = ChannelUse.objects.get(municipality=town.place, code="telegram")
    address = reverse("desk:switch-channel", args=[channel.pk])
    assert client.post(address, {"enabled": "yes"}).status_code == 403
    assert upload(client, ACT).status_code == 403
    sent = {"name": "a.toml", "text": ACT}
    assert client.post(reverse("desk:load-profile"), sent).status_code == 403


def test_a_file_is_shown_before_it_is_loaded(town):
    client = town.client(Role.ADMINISTRATOR)
    text = ACT.replace('name = "Водоканал"', 'name = "Горводоканал"')
    shown = upload(client, text)
    assert "Горводоканал" in shown.content.decode()
    assert not Body.objects.filter(name="Горводоканал").exists()
    sent = {"name": "new.toml", "text": shown.context["text"].replace("\n", "\r\n")}
    assert client.post(reverse("desk:load-profile"), sent).status_code == 302
    assert Body.objects.get(municipality=town.place, code="water").name == "Горводоканал"
    last = town.place.profiles.first()
    assert (last.text, last.by) == (text, town.people[Role.ADMINISTRATOR])
    assert verify(town.place.pk) is None


def test_mistakes_of_a_file_are_listed_with_their_lines(town):
    answer = upload(
        town.client(Role.ADMINISTRATOR), ACT.replace("value = 2", "value = 0\nvlaue = 2")
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "строка 39: norms «block»: поле value — целое положительное число." in html
    assert "строка 40: norms «block»: неизвестное поле vlaue. Может быть, «value»?" in html


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0", b"[municipality"])
def test_what_is_no_profile_is_refused_in_words(town, content):
    assert upload(town.client(Role.ADMINISTRATOR), content).status_code == 422


def test_a_profile_of_another_municipality_is_not_loaded(town, neighbour):
    client = town.client(Role.ADMINISTRATOR)
    text = ACT.replace('"klyuchevoy"', '"dalniy"')
    assert "профиль другого муниципалитета" in upload(client, text).content.decode()
    sent = {"name": "a.toml", "text": text}
    assert client.post(reverse("desk:load-profile"), sent).status_code == 422
    assert not neighbour.place.profiles.exists()


def test_the_export_is_a_profile_that_changes_nothing(town):
    client = town.client(Role.ADMINISTRATOR)
    answer = client.get(reverse("desk:export-profile"))
    assert 'filename="klyuchevoy.toml"' in answer["Content-Disposition"]
    shown = upload(client, answer.content)
    assert shown.context["written"] == []
    assert JournalEntry.objects.filter(action="profile.export").exists()


def changed_by_hand(town):
    by = town.actor(Role.ADMINISTRATOR)
    norm = Norm.objects.get(municipality=town.place, code="block")
    change_norm(
        norm=norm, value=5, unit="clock_hours", since=date(2026, 1, 1), source="", by=by
    )  # fmt: skip
    day = {"municipality": town.place, "kind": "off", "by": by}
    set_calendar_day(day=date(2026, 8, 30), title="Праздник", **day)
    set_calendar_day(day=date(2026, 12, 31), title="Санитарный день", **day)


def test_what_was_changed_by_hand_stands_beside_the_act_with_who_and_when(town):
    changed_by_hand(town)
    client = town.client(Role.CURATOR)
    answer = client.get(reverse("desk:profile-difference"))
    rows = {(r.title, r.clause): r for r in answer.context["page"].changes}
    norm = rows["Сведения от блока: сколько", "п. 3.3.3"]
    assert (norm.change.wanted, norm.change.now) == (2, 5)
    assert norm.entry.actor_name == town.people[Role.ADMINISTRATOR].get_short_name()
    assert timezone.now() - norm.entry.at < timezone.timedelta(minutes=5)
    assert norm.page == reverse("desk:norm", args=[Norm.objects.get(kind="block_info", value=5).pk])
    assert ("Праздник: почему", "постановление № 9-п, п. 9") in rows
    beyond = {section.name: total for section, _, total in answer.context["page"].beyond}
    assert beyond["holidays"] == 1
    assert "Вернуть как в акте" not in answer.content.decode()


def restore(client, row):
    sent = {"section": row.change.section.name, "key": row.key, "field": row.field}
    return client.post(reverse("desk:restore-setting"), sent)


def test_one_setting_goes_back_to_what_the_act_says(town):
    changed_by_hand(town)
    client = town.client(Role.ADMINISTRATOR)
    shown = client.get(reverse("desk:profile-difference"))
    row = next(r for r in shown.context["page"].changes if r.title.endswith("сколько"))
    assert restore(client, row).status_code == 302
    norms = Norm.objects.filter(municipality=town.place, code="block").order_by("pk")
    assert [norm.value for norm in norms] == [2, 5, 2]
    assert norms.last().valid_to is None
    assert town.place.calendar_days.filter(title="Праздник").exists()
    entry = JournalEntry.objects.get(action="profile.restore")
    assert entry.after["value"] == "2"
    left = client.get(reverse("desk:profile-difference")).context["page"].changes
    assert row.title not in {one.title for one in left}
    assert restore(client, row).status_code == 422


def test_what_was_removed_by_hand_comes_back(town):
    by = town.actor(Role.ADMINISTRATOR)
    remove_calendar_day(row=town.place.calendar_days.get(), by=by)
    client = town.client(Role.ADMINISTRATOR)
    (row,) = client.get(reverse("desk:profile-difference")).context["page"].changes
    restore(client, row)
    assert town.place.calendar_days.get().title == "День района"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"section": "nothing", "key": "[]", "field": "[]"},
        {"section": "norms", "key": "{", "field": "[]"},
        {"section": "norms", "key": "[1]", "field": "[]"},
        {"section": "norms", "key": '["block"]', "field": '["value"]'},
    ],
)
def test_what_is_no_difference_is_not_restored(town, sent):
    client = town.client(Role.ADMINISTRATOR)
    assert client.post(reverse("desk:restore-setting"), sent).status_code == 422
    assert not JournalEntry.objects.filter(action="profile.restore").exists()


def test_a_municipality_without_a_profile_is_told_so(district):
    client = district.client(Role.CURATOR)
    assert "Профиль ещё не загружали" in page(client)
    assert "Сравнивать не с чем" in page(client, "desk:profile-difference")
    sent = {"section": "norms", "key": '["block"]', "field": '["value"]'}
    admin = district.client(Role.ADMINISTRATOR)
    assert admin.post(reverse("desk:restore-setting"), sent).status_code == 422


@pytest.mark.parametrize(("name", "most"), [("desk:profile", 54), ("desk:profile-difference", 54)])
def test_the_pages_ask_the_same_however_much_there_is(
    town, name, most, django_assert_max_num_queries
):
    client = town.client(Role.ADMINISTRATOR)
    page(client, name)
    Body.objects.bulk_create(
        Body(municipality=town.place, code=f"b{n}", name=f"Орган {n}") for n in range(40)
    )
    Route.objects.filter(municipality=town.place).update(settlement="Ключи")
    changed_by_hand(town)
    with django_assert_max_num_queries(most):
        page(client, name)


def test_a_person_without_the_right_restores_nothing(town):
    changed_by_hand(town)
    client = town.client(Role.CURATOR)
    row = client.get(reverse("desk:profile-difference")).context["page"].changes[0]
    assert restore(client, row).status_code == 403


def test_loading_for_another_is_refused_by_the_action_too(town, neighbour):
    profile = wanted_from(ACT, "a.toml")
    with pytest.raises(RuleViolation, match="другого муниципалитета"):
        apply_profile(profile=profile, name="a", by=neighbour.actor(Role.ADMINISTRATOR))
