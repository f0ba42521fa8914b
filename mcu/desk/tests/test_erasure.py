"""What has been kept long enough goes: by rules, in batches, with a register; the case stays."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.annotate import attach, note
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.retention import decide_review, place_hold
from mcu.cases.models import Applicant, Attachment, Case, RetentionReview
from mcu.core import files
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.tests.pictures import photo
from mcu.desk.actions import erasure
from mcu.desk.actions.erasers import ERASERS
from mcu.desk.actions.erasure import change_rule, erase_due
from mcu.desk.models import Erasure, ErasureRun
from mcu.desk.queries.retention import rules_of
from mcu.desk.rules.retention import DEFAULT, in_force
from mcu.desk.tests.conftest import District
from mcu.intake.models import ImportRun, RawMessage, RejectedRow
from mcu.org.rules.roles import Role, program

NAME, PHONE = "Ковригина Зоя Петровна", "8 900 000-14-57"
LONG_AGO = timedelta(days=6 * 366)
SERVICE = {
    "org.person": "сотрудник: служебные имя, почта и телефон нужны, пока хранится сделанное им",
    "org.participant": "участник взаимодействия: служебный контакт органа",
    "org.body": "орган, а не человек",
    "org.municipality": "муниципалитет",
    "org.centrecard": "адрес центра",
    "org.passkey": "ключ входа сотрудника, а не данные жителя",
    "org.session": "сетевой адрес сотрудника, забывается `org.jobs.forget`",
    "org.attempt": "сетевой адрес входа, забывается `org.jobs.forget`",
    "org.recoverycode": "запасной код сотрудника",
    "places.knownplace": "справочник мест: адрес ориентира, а не человека",
    "territory.mapobject": "объект на карте: адрес фонаря или остановки, а не человека",
}
PERSONAL_NAME = re.compile(r"phone|email|contact|full_name|applicant|address|sealed|secret|birth")


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"


def old_case(district: District, *, regime: str = "message", ago: timedelta = LONG_AGO) -> Case:
    """A closed case with everything that may hang on one."""
    by, then = program(district.place.pk), timezone.now() - ago
    case = register(
        incoming=Incoming(
            channel="phone",
            text=f"Нет воды. {NAME}, {PHONE}",
            received_at=then,
            regime=regime,
            applicant={"applicant_name": NAME, "applicant_contacts": PHONE},
        ),
        municipality=district.place,
        by=by,
        now=then,
    )
    note(case=case, text=f"Звонил, {NAME} не отвечает", by=by)
    case.answers.create(
        number=1, text=f"Уважаемая {NAME}! Диспетчер: 2-34-56", written_at=then, author_name="А."
    )
    attach(case=case, name="фото.jpg", chunks=[photo(case.number)], by=by)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=then)
    return case


def erase(district: District) -> ErasureRun:
    return erase_due(place=district.place, erasers=ERASERS, by=program(district.place.pk))


def test_an_old_message_loses_its_people_and_stays_itself(district):
    case = old_case(district)
    key = Attachment.objects.get(case=case).key
    run = erase(district)
    case.refresh_from_db()
    kept = Applicant.objects.get(case=case)
    assert (bytes(kept.sealed), kept.erased_at is not None) == (b"", True)
    assert case.text == "Нет воды. [имя], [телефон]"
    assert case.notes.get().text == "Звонил, [имя] не отвечает"
    assert case.answers.get().text == "Уважаемая [имя]! Диспетчер: 2-34-56"
    assert not case.attachments.exists()
    assert case.number in case.search_text
    lines = {line.what: line.count for line in run.lines.all()}
    assert lines == {"applicant": 1, "texts": 1, "attachments": 1}
    assert key
    everything = str(list(JournalEntry.objects.values_list("after", flat=True)))
    assert "Ковригина" not in everything
    assert JournalEntry.objects.filter(action="data.erase").count() == 3


def test_the_content_of_an_erased_file_goes_unless_another_case_has_it(
    district, django_capture_on_commit_callbacks
):
    first, second = old_case(district), old_case(district)
    young = old_case(district, ago=timedelta(days=1))
    shared = Attachment.objects.get(case=second).key
    Attachment.objects.filter(case=young).update(key=shared)
    with django_capture_on_commit_callbacks(execute=True):
        gone = Attachment.objects.get(case=first).key
        erase(district)
    assert not files.path_of(gone).exists()
    assert files.path_of(shared).exists()


def test_what_is_young_or_open_stays(district):
    young, open_one = old_case(district, ago=timedelta(days=30)), old_case(district)
    Case.objects.filter(pk=open_one.pk).update(closed_at=None, state="in_work")
    run = erase(district)
    assert not run.lines.exists()
    assert not Applicant.objects.filter(erased_at__isnull=False).exists()
    assert Attachment.objects.filter(case__in=[young, open_one]).count() == 2


def test_an_appeal_waits_for_a_person_who_decides(district):
    case, kept = (old_case(district, regime="appeal") for _ in range(2))
    erase(district)
    assert Applicant.objects.filter(erased_at__isnull=True).count() == 2
    assert RetentionReview.objects.filter(decision="").count() == 2
    by = district.actor(Role.HEAD_OF_CENTRE)
    assert decide_review(keys=[case.pk], decision="erase", reason="протокол 5", by=by) == 1
    assert decide_review(keys=[kept.pk], decision="keep", reason="протокол 5", by=by) == 1
    assert decide_review(keys=[kept.pk], decision="erase", reason="", by=by) == 0
    erase(district)
    assert Applicant.objects.get(case=case).erased_at
    assert Applicant.objects.get(case=kept).erased_at is None
    with pytest.raises(AccessDenied):
        decide_review(keys=[kept.pk], decision="erase", reason="", by=district.actor(Role.AUDITOR))


def test_a_hold_keeps_everything_of_a_case_until_it_is_over(district):
    case, by = old_case(district), district.actor(Role.ADMINISTRATOR)
    place_hold(case=case, reason="Суд", by=by, until=timezone.localdate())
    RawMessage.objects.create(
        municipality=district.place, system="own", key="1", digest="1", sealed=b"1", case=case,
        received_at=timezone.now() - LONG_AGO,
    )  # fmt: skip
    erase(district)
    assert Applicant.objects.get(case=case).erased_at is None
    assert RawMessage.objects.get().sealed
    tomorrow = timezone.now() + timedelta(days=1)
    erase_due(place=district.place, erasers=ERASERS, by=program(district.place.pk), now=tomorrow)
    assert Applicant.objects.get(case=case).erased_at
    assert RawMessage.objects.get().sealed is None
    with pytest.raises(RuleViolation):
        place_hold(case=case, reason=" ", by=by)


def test_what_a_file_left_behind_goes_by_its_own_rules(district):
    long_ago = timezone.now() - timedelta(days=8)
    stored = files.store([b"a;b"], limit=100)
    run = ImportRun.objects.create(
        municipality=district.place, file_key=stored.key, file_name="a.csv", state="failed",
        created_at=long_ago, finished_at=long_ago,
    )  # fmt: skip
    RejectedRow.objects.create(run=run, row=1, reason="нет даты", sealed=b"1")
    for days, key in ((364, "young"), (366, "old")):
        RawMessage.objects.create(
            municipality=district.place, system="pos", key=key, digest=key, sealed=b"1",
            received_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    lines = {line.what: line.count for line in erase(district).lines.all()}
    assert lines == {"raw": 1, "rejects": 1, "uploads": 1}
    assert [raw.key for raw in RawMessage.objects.filter(sealed__isnull=True)] == ["old"]


def test_a_run_that_died_is_gone_on_with_and_nothing_is_counted_twice(district, monkeypatch):
    for _ in range(5):
        old_case(district)
    monkeypatch.setattr(erasure, "BATCH", 2)
    calls = []

    class Killed(Exception):
        pass

    def dying(run, rule, title, count, now):
        calls.append(count)
        if len(calls) == 2:
            raise Killed
        return real(run, rule, title, count, now)

    real = erasure._count
    monkeypatch.setattr(erasure, "_count", dying)
    with pytest.raises(Killed):
        erase(district)
    assert Applicant.objects.filter(erased_at__isnull=False).count() == 2  # whole batches only
    run = erase(district)
    assert ErasureRun.objects.get() == run
    assert Erasure.objects.get(what="applicant").count == 5
    assert not erase(district).lines.exists()


def test_another_municipality_is_not_touched(district, neighbour):
    case = old_case(neighbour)
    erase(district)
    assert Applicant.objects.get(case=case).erased_at is None


def test_a_changed_rule_counts_from_then_on(district):
    case, by = old_case(district, ago=timedelta(days=40)), district.actor(Role.HEAD_OF_CENTRE)
    rule = next(r for r in rules_of(district.place.pk) if r.code == "applicant-message")
    change_rule(rule=rule, days=30, review=False, source="Приказ № 5", verified=True, by=by)
    erase(district)
    assert Applicant.objects.get(case=case).erased_at
    assert Attachment.objects.filter(case=case).exists()
    entry = JournalEntry.objects.get(action="retention.change")
    assert (entry.before["days"], entry.after["days"]) == (1095, 30)
    for wrong in ({"days": 0}, {"source": " "}):
        values = {"days": 5, "review": False, "source": "Приказ", "verified": True} | wrong
        with pytest.raises(RuleViolation):
            change_rule(rule=rule, by=by, **values)


def test_the_command_counts_and_erases(district):
    old_case(district)
    old_case(district, regime="appeal")
    out = StringIO()
    call_command("erase", "--preview", stdout=out)
    assert "applicant-message) — 1" in out.getvalue()
    assert "ждут решения (ЭПК): 1" in out.getvalue()
    assert not Applicant.objects.filter(erased_at__isnull=False).exists()
    call_command("erase", "--run", "--json", stdout=out)
    assert '"rows": 1' in out.getvalue()
    assert Applicant.objects.filter(erased_at__isnull=False).count() == 1


def test_the_page_shows_terms_reviews_holds_and_the_register(district):
    appeal, held = old_case(district, regime="appeal"), old_case(district)
    place_hold(case=held, reason="Проверка прокуратуры", by=program(district.place.pk))
    erase(district)
    client = district.client(Role.HEAD_OF_CENTRE)
    page = client.get(reverse("desk:retention"), {"count": "1"}).content.decode()
    for words in ("5 лет", "ст. 154", "не проверено", str(appeal), "Проверка прокуратуры"):
        assert words in page
    done = {"case": [appeal.pk], "decision": "erase", "reason": "протокол"}
    assert client.post(reverse("desk:review"), done).status_code == 302
    assert RetentionReview.objects.get().decision == "erase"
    assert client.post(reverse("desk:lift-hold", args=[held.holds.get().pk])).status_code == 302
    erase(district)
    page = client.get(reverse("desk:retention")).content.decode()
    assert "Данные заявителя" in page
    assert "Никто не ждёт" in page
    address = reverse("desk:retention-rule", args=["raw"])
    assert client.post(address, {"days": "0", "source": "x"}).status_code == 422
    assert client.post(address, {"days": "90", "source": "Приказ № 7"}).status_code == 302
    assert "90 дней" in client.get(reverse("desk:retention")).content.decode()


def test_every_personal_field_has_an_eraser():
    erased = {field for eraser in ERASERS.values() for field in eraser.fields}
    declared = {
        f"{model._meta.app_label}.{model.__name__}.{name}"
        for model in apps.get_models()
        for name in getattr(model, "PERSONAL", ())
    }
    assert declared == erased
    assert [where for where in _suspects() if where not in erased] == []
    for where in declared:
        app, model, name = where.split(".")
        apps.get_model(app, model)._meta.get_field(name)


def _suspects() -> list[str]:
    """Fields that look personal: by their names, by sealed bytes, free texts that hang on a case."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("mcu.") or model._meta.label_lower in SERVICE:
            continue
        of_case = model is Case or any(
            f.is_relation and f.related_model is Case and not f.auto_created
            for f in model._meta.get_fields()
        )
        for field in model._meta.concrete_fields:
            sealed = isinstance(field, models.BinaryField) and field.name not in SECRETS.get(
                model._meta.label_lower, ()
            )
            text = of_case and isinstance(field, models.TextField)
            named = isinstance(field, (models.CharField, models.TextField))
            if sealed or text or (named and PERSONAL_NAME.search(field.name)):
                found.append(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    return found


# Of members of staff: removed with the second factor, and with the letter by `channels.jobs.forget`.
# The digest of an address that asked not to be written to outlives the case, or it would be written to.
SECRETS = {
    "org.totp": ("secret",),
    "channels.outgoing": ("to",),
    "channels.channel": ("settings", "hook"),
    "cases.outsidemodel": ("key",),
    "quality.unsubscribed": ("value",),
    "portal.portalsetup": ("provider",),
}


def test_the_defaults_are_whole_and_each_says_whether_it_is_checked():
    assert {rule.what for rule in DEFAULT} == set(ERASERS)
    assert all(rule.source and rule.moment in ERASERS[rule.what].moments for rule in DEFAULT)
    assert not any(rule.verified for rule in DEFAULT)
    assert all(rule.review for rule in DEFAULT if rule.regime == "appeal")
    changed = in_force([{"what": "rejects", "regime": "", "days": 1}])
    assert next(rule for rule in changed if rule.what == "rejects").days == 7
    assert [rule.years for rule in DEFAULT[:1]] == ["5 лет"]
