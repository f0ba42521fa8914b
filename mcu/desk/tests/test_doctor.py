"""«Безопасность»: each check tells good from bad; the page, the command and the list of components."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mcu.core import journal
from mcu.core.models import JournalEntry
from mcu.desk.queries.components import LOCK, components, locked
from mcu.desk.queries.doctor import facts
from mcu.desk.rules import doctor
from mcu.desk.rules.doctor.checks import CHECKS
from mcu.desk.rules.doctor.measures import measures
from mcu.org.models import Person
from mcu.org.rules.roles import Role, program

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PAGE = reverse("desk:security")
GOOD = doctor.Facts(
    now=NOW, key_open=False, vault_keys=1, vault_open=False, debug=False, https=True, hsts=31_536_000,
    cookies_secure=True, policy={"default-src": ["'none'"], "script-src": ["'self'"]},
    hosts=["mcu.example"], proxies=1, trusted=["127.0.0.1"], idle_minutes=60, hours=12,
    password_length=12, leaked_list="/srv/leaked.txt", leaked_there=True, oidc="https://id.example",
    postgres=180004, embedded=False, database_local=False, database_tls=True, skew=timedelta(seconds=1),
    disk_free=50 * 2**30, disk_total=100 * 2**30, backups="/backup",
    last_backup=NOW - timedelta(hours=5), calendar_year=2027, calendar_known=True, components=40,
    coverage=[doctor.Coverage("Администратор МЦУ", 2, 2, True)], stale=0, weak_hashes=0, people=9,
    journal_at=NOW - timedelta(hours=9), journal_broken="",
    antivirus="unix:/run/clamd", antivirus_there=True,
)  # fmt: skip
LATE, SOON, NONE, OK = doctor.State.LATE, doctor.State.SOON, doctor.State.NONE, doctor.State.OK


def state(code: str, **changed) -> doctor.State:
    found = {each.code: each for each in doctor.examine(replace(GOOD, **changed))}
    return found[code].state


def test_a_well_kept_server_has_nothing_to_mend():
    assert [each for each in doctor.examine(GOOD) if each.state is not OK] == []


@pytest.mark.parametrize(
    ("code", "changed", "expected"),
    [
        ("secret_key", {"key_open": True}, LATE),
        ("vault_keys", {"vault_open": True}, LATE),
        ("vault_keys", {"vault_keys": 0}, NONE),
        ("debug", {"debug": True}, LATE),
        ("https", {"https": False}, LATE),
        ("https", {"https": False, "hosts": ["localhost"]}, SOON),
        ("hsts", {"hsts": 0}, LATE),
        ("hsts", {"hsts": 0, "hosts": ["127.0.0.1"]}, NONE),
        ("cookies", {"cookies_secure": False}, LATE),
        ("policy", {"policy": {"default-src": ["'none'"], "script-src": ["'unsafe-inline'"]}}, LATE),
        ("policy", {"policy": {"default-src": ["'self'"]}}, LATE),
        ("hosts", {"hosts": ["*"]}, LATE),
        ("proxies", {"trusted": ["0.0.0.0/0"]}, LATE),
        ("proxies", {"proxies": 0}, SOON),
        ("proxies", {"proxies": 0, "https": False}, OK),
        ("sessions", {"idle_minutes": 600}, SOON),
        ("sessions", {"hours": 72}, SOON),
        ("password_length", {"password_length": 8}, LATE),
        ("password_length", {"coverage": [doctor.Coverage("x", 2, 1, True)]}, SOON),
        ("password_length", {"password_length": 15, "coverage": [doctor.Coverage("x", 2, 1, True)]}, OK),
        ("leaked_passwords", {"leaked_there": False}, LATE),
        ("leaked_passwords", {"leaked_list": ""}, NONE),
        ("weak_hashes", {"weak_hashes": 1}, SOON),
        ("second_factor", {"coverage": [doctor.Coverage("x", 2, 1, True)]}, SOON),
        ("second_factor", {"coverage": [doctor.Coverage("x", 2, 2, False)]}, SOON),
        ("stale_accounts", {"stale": 3}, SOON),
        ("oidc", {"oidc": ""}, NONE),
        ("postgresql", {"postgres": 140009}, LATE),
        ("postgresql", {"postgres": 150002}, OK),
        ("database", {"database_tls": False}, LATE),
        ("database", {"database_tls": False, "embedded": True}, OK),
        ("database", {"database_tls": False, "database_local": True}, OK),
        ("clock", {"skew": timedelta(seconds=-9)}, LATE),
        ("clock", {"embedded": True}, NONE),
        ("disk", {"disk_free": 2**30}, LATE),
        ("disk", {"disk_free": 5 * 2**30}, SOON),
        ("backups", {"backups": ""}, SOON),
        ("backups", {"last_backup": None}, LATE),
        ("backups", {"last_backup": NOW - timedelta(hours=40)}, LATE),
        ("calendar", {"calendar_known": False}, SOON),
        ("calendar", {"calendar_known": False, "now": NOW.replace(month=3)}, NONE),
        ("journal", {"journal_broken": "записи № 7 нет"}, LATE),
        ("journal", {"journal_at": None}, SOON),
        ("journal", {"journal_at": NOW - timedelta(days=3)}, SOON),
        ("components", {"components": 0}, NONE),
        ("antivirus", {"antivirus": ""}, NONE),
        ("antivirus", {"antivirus_there": False}, LATE),
    ],
)  # fmt: skip
def test_each_check_tells_how_it_stands(code, changed, expected):
    assert state(code, **changed) is expected


def test_what_must_be_mended_says_how_and_stands_first():
    found = doctor.examine(replace(GOOD, debug=True, stale=1, backups="", https=False))
    assert [each.state for each in found] == sorted(
        (each.state for each in found), key=[LATE, SOON, NONE, OK].index
    )
    assert all(each.mend for each in found if each.state in {LATE, SOON})


def test_no_clause_is_claimed_that_no_source_of_ours_has():
    codes = {each.code for each in doctor.examine(GOOD)}
    assert {code for measure in measures() for code in measure.checks} <= codes
    verified = [measure for measure in measures() if measure.verified]
    assert [measure.source for measure in verified] == ["thomosyan.ru"]
    acts = {act["code"]: act["verified"] for act in doctor.acts()}
    assert acts == {"117": True, "21": False}
    assert len(CHECKS) == len(codes)


# ---- facts, page, command ------------------------------------------------------------------------


def test_the_facts_are_those_of_this_computer_and_municipality(district, settings, tmp_path):
    settings.MCU_BACKUPS = str(tmp_path)
    (tmp_path / "mcu.dump").write_text("x")
    os.utime(tmp_path / "mcu.dump", (0, 3600))
    chief = district.person(Role.HEAD_OF_CENTRE)
    Person.objects.filter(pk=chief.pk).update(
        last_login=timezone.now() - timedelta(days=91), password=make_password("x", hasher="md5")
    )
    found = facts(district.place, timezone.now())
    assert found.last_backup == datetime.fromtimestamp(3600, UTC)
    assert (found.stale, found.weak_hashes) == (1, 1)
    assert found.postgres >= 150000
    assert abs(found.skew) < timedelta(seconds=5)
    assert next(row for row in found.coverage if row.people).covered == 0
    assert found.disk_total > found.disk_free > 0


def test_the_age_of_the_check_of_the_journal_is_known(district):
    asked = journal.ask(
        municipality_id=district.place.pk, by=program(district.place.pk), now=timezone.now()
    )
    assert facts(district.place, timezone.now()).journal_at is None
    journal.run(asked.pk)
    assert facts(district.place, timezone.now()).journal_at is not None


def test_an_open_key_file_is_noticed(district, settings, tmp_path):
    settings.MCU_KEYS = tmp_path
    (tmp_path / "django.secret").write_text("x")
    (tmp_path / "django.secret").chmod(0o644)
    assert facts(district.place, timezone.now()).key_open
    (tmp_path / "django.secret").chmod(0o600)
    assert not facts(district.place, timezone.now()).key_open


@pytest.mark.row(139)
def test_what_protects_the_information_is_listed_set_and_journalled(district, client):
    admin = district.client(Role.ADMINISTRATOR)
    page = admin.get(PAGE).content.decode()
    assert "Приказ ФСТЭК России от 11.04.2025 № 117" in page
    assert "пункт не проверен" in page
    assert "Не обязателен ни для одной роли" in page
    admin.post(reverse("desk:second-factor-roles"), {"role": ["administrator", "nonsense"]})
    assert "Обязателен, но есть не у всех" in admin.get(PAGE).content.decode()
    entry = JournalEntry.objects.get(action="security.second_factor_roles")
    assert entry.after == {"roles": ["administrator"]}
    person = district.person(Role.ADMINISTRATOR)
    person.set_password("rucheyok-i-kamen")
    person.save()
    client.post("/sign-in/", {"username": person.login, "password": "rucheyok-i-kamen"})
    assert client.get("/settings/people/")["Location"] == reverse("org:mine")


def test_only_whoever_changes_people_says_which_roles_must(district):
    door = reverse("desk:second-factor-roles")
    assert district.client(Role.AUDITOR).post(door, {"role": "auditor"}).status_code == 403


def test_the_page_asks_a_constant_number_of_queries(district, django_assert_max_num_queries):
    admin = district.client(Role.ADMINISTRATOR)
    admin.get(PAGE)
    with django_assert_max_num_queries(24):
        admin.get(PAGE)


def test_the_command_says_it_in_words_and_in_json(district, capsys, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    call_command("doctor")
    said = capsys.readouterr().out
    assert "Второй фактор: Не обязателен ни для одной роли." in said
    assert "→ " in said
    settings.DEBUG = True
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    told = json.loads(capsys.readouterr().out)[district.place.code]
    debug = next(each for each in told if each["code"] == "debug")
    assert debug["state"] == "late"
    assert {each["code"] for each in told} >= {"secret_key", "https", "backups", "components"}
    sources = {m["verified"]: m["source"] for each in told for m in each["measures"]}
    assert sources == {False: "", True: "thomosyan.ru"}


def test_the_components_are_those_of_the_lock(district):
    answer = district.client(Role.AUDITOR).get(reverse("desk:components"))
    told = json.loads(answer.content)
    assert told["bomFormat"] == "CycloneDX"
    names = {each["name"].lower(): each for each in told["components"]}
    assert names["django"]["version"].startswith("5.2.")
    assert names["django"]["purl"] == f"pkg:pypi/django@{names['django']['version']}"
    assert len(names["django"]["properties"]) >= 1
    assert "BSD" in names["django"]["licenses"][0]["license"]["name"]
    assert len(components()) == sum("==" in line for line in LOCK.read_text().splitlines())


def test_a_lock_is_read_with_markers_and_hashes():
    text = f"a==1.0 \\\n    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\nb-c==2 ; python_version < '4'\n"
    first, second = locked(text)
    assert (first.name, first.version, len(first.hashes)) == ("a", "1.0", 2)
    assert (second.name, second.version, second.hashes) == ("b-c", "2", ())
