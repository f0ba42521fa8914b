"""Suggestions learn from the decisions of a file: what takes over, what is refused, what people see."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import confirming
from mcu.cases.actions.learning import ask_if_due, ask_training, bring_back, set_learning
from mcu.cases.actions.profile import add_topic, next_version, rename_topic
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.suggest import suggest_anew
from mcu.cases.actions.training import carry_out
from mcu.cases.models import Case, ConfirmRun, LearnedModel, Suggestion, Topic, Training
from mcu.cases.queries.confirming import confident
from mcu.cases.queries.decisions import confirmed
from mcu.cases.rules.learning import Learning, Mode, is_kept_aside
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.intake.actions import runs
from mcu.intake.reader import Batch, Job, Stored, batches
from mcu.intake.tests.conftest import Intake
from mcu.org.models import Person
from mcu.org.queries import actor_for

SAID = {
    "Причалы": [
        "причал",
        "лодка",
        "доски",
        "пирс",
        "швартовка",
        "сваи",
        "катер",
        "мостки",
        "буй",
        "якорь",
    ],
    "Кабинки": [
        "кабинка",
        "пляж",
        "переодеваться",
        "дверца",
        "песок",
        "лежак",
        "тент",
        "душевая",
        "раздевалка",
        "навес",
    ],
    "Голуби": [
        "голуби",
        "чердак",
        "перья",
        "помёт",
        "карниз",
        "гнездо",
        "воркуют",
        "стая",
        "кормушка",
        "сетка",
    ],
}
BODIES = {"Причалы": "Речная служба", "Кабинки": "Служба пляжей", "Голуби": "Дорожная служба"}
COMMON = [
    "у",
    "нас",
    "возле",
    "дома",
    "снова",
    "сделайте",
    "пожалуйста",
    "который",
    "день",
    "стоит",
    "никто",
    "когда",
    "будет",
    "очень",
]
SETTINGS = Learning(least=50, step=10, bulk_from=60)


def text_about(topic: str, rng: random.Random) -> str:
    words = [*rng.sample(SAID[topic], 3), *rng.sample(COMMON, 5)]
    rng.shuffle(words)
    return " ".join(words).capitalize()


def rows(count: int, seed: int, named=lambda topic, rng: topic) -> list[str]:
    rng = random.Random(seed)
    made = []
    for number in range(count):
        topic = list(SAID)[number % len(SAID)]
        told = named(topic, rng)
        made.append(f"{BODIES[told]};Берег;{text_about(topic, rng)};{told}")
    return made


@contextmanager
def read_here(job: Job, stored: Stored) -> Iterator[Callable[[], Batch | None]]:
    """The same reading without a process of its own, which takes longer than these few rows."""
    found = batches(job, stored)
    yield lambda: next(found, None)


@pytest.fixture
def take(intake, tmp_path, settings, monkeypatch):
    """Decisions of another system come in as a file."""
    settings.MCU_FILES = tmp_path / "files"
    monkeypatch.setattr(runs, "reading", read_here)

    def take(lines: list[str]) -> None:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        head = "Исполнитель;Группа тем;Текст инцидента;Тема\n"
        path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        intake.take(path)

    return take


def learn(intake) -> Training:
    training = ask_training(place=intake.place, by=intake.by)
    return carry_out(training, intake.by)


def write_in(intake, text: str) -> Case:
    return register(
        incoming=Incoming("vk", text, timezone.now() - timedelta(hours=1)),
        municipality=intake.place,
        by=intake.by,
    )


def running(target: str = "topic") -> LearnedModel:
    return LearnedModel.objects.get(target=target, state="running")


def code_of(name: str) -> str:
    return Topic.objects.get(name=name, until_version=None).code


@pytest.fixture
def taught(intake, take) -> Intake:
    """150 decisions were learnt from, by the job when enough had come together."""
    take(rows(150, 1))
    assert ask_if_due(place=intake.place, by=intake.by) is None
    set_learning(place=intake.place, learning=SETTINGS, by=intake.by)
    training = ask_if_due(place=intake.place, by=intake.by)
    carry_out(training, intake.by)
    assert ask_if_due(place=intake.place, by=intake.by) is None
    return intake


def best(case: Case, about: str = "topic") -> Suggestion:
    return case.suggestions.filter(about=about).first()


def test_what_was_learnt_takes_over_from_the_lexicon_and_says_why(taught, page):
    topic, executor = running("topic"), running("executor")
    assert (topic.version, topic.rival, topic.rival_scored.right) == (1, None, 0)
    assert topic.scored.accuracy > 0.8
    aside = [row for row in confirmed(taught.place.pk) if is_kept_aside(row.text)]
    assert (topic.scored.n, topic.examples) == (len(aside), 150 - len(aside))
    entry = JournalEntry.objects.get(action="learning.train", after__target="тема")
    assert (entry.after["version"], entry.after["fingerprint"]) == (1, topic.fingerprint)

    case = write_in(taught, "Стая голубей, гнездо на карнизе и перья")
    found = best(case)
    assert (found.title, found.model) == ("Голуби", topic)
    assert "карнизе" in found.reason
    assert best(case, "executor").title == "Дорожная служба"
    assert best(case, "executor").model == executor

    card = reverse("cases:card", args=[case.pk])
    assert "Тема: Голуби" in page.get(card).content.decode()
    page.post(reverse("cases:classify", args=[case.pk]), {"topic": code_of("Причалы")})
    found.refresh_from_db()
    assert (found.value, found.decided_value) == (code_of("Голуби"), code_of("Причалы"))
    assert "Исполнитель: " in page.get(card).content.decode()
    charge = reverse("cases:charge-suggested", args=[case.pk])
    assert page.post(charge, {"executor": "body:nobody"}).status_code == 422
    page.post(charge, {"executor": best(case, "executor").value})
    case.refresh_from_db()
    assert str(case.body) == best(case, "executor").title
    assert case.assignments.get().reason == "по подсказке программы"


def test_renamed_closed_and_new_topics_do_not_break_what_was_learnt(taught):
    pigeons, text = Topic.objects.get(name="Голуби"), "Голуби на чердаке, перья и помёт"
    rename_topic(topic=pigeons, name="Птицы на чердаках", by=taught.by)
    assert best(write_in(taught, text)).title == "Птицы на чердаках"

    add_topic(municipality=taught.place, name="Граффити", group=None, by=taught.by,
              words=[["граффити", 6.0], ["разрисов*", 6.0]])  # fmt: skip
    seen = write_in(taught, "Гараж разрисовали, сплошные граффити")
    assert "Граффити" in {found.title for found in seen.suggestions.filter(about="topic")}

    Topic.objects.filter(code=pigeons.code).update(until_version=1)
    next_version(taught.place, "Тема закрыта")
    assert pigeons.code not in {s.value for s in write_in(taught, text).suggestions.all()}


def test_a_worse_version_is_refused_and_a_person_may_bring_one_back(taught, take, page):
    first = running()
    take(rows(90, 2, lambda topic, rng: rng.choice(list(SAID))))
    result = learn(taught).result
    second = LearnedModel.objects.get(target="topic", version=2)
    assert (second.state, second.key, second.rival) == ("refused", "", 1)
    assert second.scored.right <= second.rival_scored.right
    assert "не точнее" in result
    assert running() == first

    assert page.post(reverse("cases:learning-stand-down", args=[first.pk])).status_code == 302
    suggest_anew(taught.place.pk, timezone.now())
    assert best(write_in(taught, "Стая голубей, гнездо и перья")).model is None
    with pytest.raises(RuleViolation, match="вернуть нельзя"):
        bring_back(model=second, by=taught.by)
    assert page.post(reverse("cases:learning-bring-back", args=[first.pk])).status_code == 302
    assert running() == first
    assert JournalEntry.objects.filter(action="learning.bring_back").count() == 1

    shown = page.get(reverse("cases:learning")).content.decode()
    for words in ("версия 1", "не принята", "Чаще всего путает", "от 90 %", "Следующее обучение"):
        assert words in shown
    mistakes = page.get(reverse("cases:learning-examples", args=[second.pk])).content.decode()
    assert "люди решили" in mistakes


def test_sure_suggestions_are_confirmed_as_a_list_and_undone(taught, page):
    pigeons = write_in(taught, "Стая голубей, гнездо на карнизе и перья")
    piers = write_in(taught, "Причал: лодка, доски пирса и швартовка")
    left = write_in(taught, "Кабинка на пляже, дверца и песок")
    unsure = write_in(taught, "Кто это будет делать и когда")
    feed = page.get(reverse("cases:feed"), {"suggested": "sure"})
    assert {row.pk for row in feed.context["rows"]} == {str(c.pk) for c in (pigeons, piers, left)}
    preview = page.get(reverse("cases:sure")).content.decode()
    assert pigeons.number in preview
    assert unsure.number not in preview

    marked = [f"{c.pk}:{best(c).value}" for c in (pigeons, piers)] + [f"{left.pk}:wrong", "x:y"]
    page.post(reverse("cases:confirm-sure"), {"sure": marked})
    run = ConfirmRun.objects.get()
    assert {line.case_id for line in run.lines.all()} == {pigeons.pk, piers.pk}
    assert JournalEntry.objects.get(action="learning.confirm").after["rows"] == 2
    pigeons.refresh_from_db()
    assert (pigeons.topic.name, pigeons.topic_confirmed, pigeons.state) == (
        "Голуби",
        True,
        "triage",
    )
    assert pigeons not in confirmed(taught.place.pk)

    page.post(reverse("cases:charge-suggested", args=[piers.pk]),
              {"executor": best(piers, "executor").value})  # fmt: skip
    page.post(reverse("cases:undo-sure", args=[run.pk]))
    pigeons.refresh_from_db()
    piers.refresh_from_db()
    assert (pigeons.topic, pigeons.topic_confirmed, pigeons.state) == (None, False, "new")
    assert piers.topic_confirmed, "somebody works on it already"
    assert pigeons.pk in {one.case.pk for one in confident(actor_for(run_by(page)))}
    with pytest.raises(RuleViolation, match="уже отменён"):
        confirming.undo(run=run, by=taught.by)


def test_the_pages_of_learning_cost_the_same_however_much_there_is(taught, page):
    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page.get(reverse(f"cases:{name}")).status_code == 200
        return len(queries)

    write_in(taught, "Стая голубей, гнездо на карнизе и перья")
    pages = ("learning", "sure")
    [cost(name) for name in pages]
    before = [cost(name) for name in pages]
    for number in range(5):
        write_in(taught, f"Причал {number}: лодка, доски пирса и швартовка")
    assert [cost(name) for name in pages] == before


def run_by(page) -> Person:
    return Person.objects.get(login="head")


def test_suggestions_may_be_switched_off_or_left_to_the_lexicon(taught, page):
    off = {"mode": "off", "show_from": 15, "bulk_from": 90, "least": 300, "step": 100}
    assert page.post(reverse("cases:learning-settings"), off).status_code == 302
    assert not write_in(taught, "Стая голубей, гнездо на карнизе").suggestions.exists()
    with pytest.raises(RuleViolation, match="выключено"):
        ask_training(place=taught.place, by=taught.by)
    wrong = off | {"show_from": 95}
    assert page.post(reverse("cases:learning-settings"), wrong).status_code == 422
    set_learning(place=taught.place, learning=Learning(mode=Mode.LEXICON), by=taught.by)
    assert best(write_in(taught, "Третий день нет горячей воды в доме")).model is None
