"""What is said later in a channel is hidden and found as the first words are."""

from mcu.cases.actions.mark import add_tag
from mcu.cases.actions.remask import remask
from mcu.cases.models import Case, Utterance
from mcu.org.rules.roles import program
from mcu.places.actions.version import renew
from mcu.places.models import KnownPlace


def village(connected) -> None:
    """A settlement that masking would take for a person."""
    place = connected.intake.place
    KnownPlace.objects.create(
        municipality=place, kind="settlement", type="деревня", name="Старая Рогозинка"
    )
    renew(place.pk)


def test_every_word_of_a_talk_is_masked_as_the_first(connected):
    village(connected)
    words = "Это Старая Рогозинка, пишет Ковригина Зоя Петровна, 8 900 000-14-57"
    connected.hears(words)
    connected.hears(f"Ещё раз: {words}", id=2)
    connected.hears(f"Третий раз: {words}", id=2, act="edited")
    connected.hears(f"Четвёртый раз: {words}", id=2, act="edited")
    [case], said = connected.cases, Utterance.objects.get(first=False)
    hidden = "Это Старая Рогозинка, пишет [имя], [телефон]"
    assert (case.text, said.text) == (hidden, f"Четвёртый раз: {hidden}")
    assert [each["text"] for each in said.former] == [f"Ещё раз: {hidden}", f"Третий раз: {hidden}"]
    assert case.search_text.count("Рогозинка") == 2
    assert "Ковригина" not in case.search_text


def test_all_that_was_said_stays_found_whatever_is_changed_in_the_card(connected):
    connected.hears("Не горит фонарь")
    connected.hears("И второй тоже")
    connected.hears("Третий мигает")
    [case] = connected.cases
    add_tag(case=case, tag="свет", by=connected.intake.by)
    case.refresh_from_db()
    for word in ("фонарь", "второй", "мигает", "свет"):
        assert word in case.search_text


def test_better_rules_go_over_talks_as_well(connected):
    connected.hears("Яма")
    connected.hears("Позвоните", id=2)
    open_words, place = "Позвоните 8 900 000-14-57", connected.intake.place
    Utterance.objects.filter(first=False).update(
        text=open_words, former=[{"text": open_words, "at": "2026-01-01"}]
    )
    [case] = connected.cases
    Case.objects.filter(pk=case.pk).update(search_text=f"{case.search_text} {open_words}")
    assert remask(place=place, by=program(place.pk)) == 1
    said = Utterance.objects.get(first=False)
    assert (said.text, said.former[0]["text"]) == ("Позвоните [телефон]",) * 2
    case.refresh_from_db()
    assert case.search_text.endswith("Позвоните [телефон]")
