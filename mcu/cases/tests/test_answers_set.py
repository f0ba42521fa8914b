"""The labelled sets of invented answers are whole: what measures the checks is measured first."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

from mcu.cases.rules.words import Channel, Kind, Regime

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


FIRST, LATER = lines("answers.jsonl"), lines("answers_later.jsonl")
ITEMS = FIRST + LATER
GOOD = [item for item in ITEMS if item["good"]]
BAD = [item for item in ITEMS if not item["good"]]
SPANS = [(item, span) for item in ITEMS for span in item["spans"]]
FIELDS = {"id", "part", "channel", "regime", "kind", "date", "author", "message", "questions", "answer",
          "answered", "good", "defects", "spans", "score"}  # fmt: skip
POINTED = {"bureaucratic", "unreadable", "rude", "personal", "misfit", "promise_undated", "contradiction",
           "wrong_person"}  # fmt: skip
ABSENT = {"question_missed", "no_action", "no_date", "no_body", "no_contact", "copy", "explained"}


def fragment(item: dict, span: dict) -> str:
    return item["answer"][span["start"] : span["end"]]


def texts(item: dict) -> list[str]:
    return [item["message"], item["answer"], item.get("earlier", "")]


def test_there_are_200_different_pairs_and_50_later_in_order():
    assert [item["id"] for item in FIRST] == list(range(1, 201))
    assert [item["id"] for item in LATER] == list(range(201, 251))
    assert len({item["message"] for item in ITEMS}) == 250
    assert len({item["answer"] for item in ITEMS}) == 250


def test_a_line_has_these_fields_and_no_others():
    for item in ITEMS:
        assert set(item) - {"earlier"} == FIELDS, item["id"]
        assert date.fromisoformat(item["date"]), item["id"]
        assert all(text == text.strip() for text in texts(item)), item["id"]
    for item, span in SPANS:
        assert set(span) == {"defect", "start", "end"}, item["id"]


def test_words_are_those_of_the_program():
    channels = {"vk", "ok", "max", "pos", "letter", "mail", "phone"}
    assert channels <= set(Channel.values)
    for items in (FIRST, LATER):
        assert {item["channel"] for item in items} == channels
        assert {item["regime"] for item in items} == set(Regime.values)
        assert {item["kind"] for item in items} == set(Kind.values)


def test_half_is_good_and_a_bad_one_has_one_to_three_known_defects():
    for items, half in ((FIRST, 100), (LATER, 25)):
        assert Counter(item["good"] for item in items) == {True: half, False: half}
    assert all(not item["defects"] and item["score"] in {4, 5} for item in GOOD)
    for item in BAD:
        assert 1 <= len(item["defects"]) == len(set(item["defects"])) <= 3, item["id"]
        assert set(item["defects"]) <= POINTED | ABSENT, item["id"]
        assert item["score"] in {0, 1, 2, 3}, item["id"]


def test_a_defect_is_pointed_at_where_it_can_be():
    for item in ITEMS:
        pointed = {span["defect"] for span in item["spans"]}
        assert pointed <= set(item["defects"]) & POINTED, item["id"]
        missing = set(item["defects"]) & POINTED - pointed
        assert not missing or (missing == {"misfit"} and len(item["answer"]) > 1000), item["id"]


def test_a_span_is_a_fragment_from_word_to_word():
    for item, span in SPANS:
        text = fragment(item, span)
        assert 0 <= span["start"] < span["end"] <= len(item["answer"]), item["id"]
        assert text == text.strip(), item["id"]
        around = item["answer"][: span["start"]][-1:], item["answer"][span["end"] :][:1]
        assert not any(letter.isalnum() for letter in around), (item["id"], text)


def test_labels_agree_with_each_other():
    for item in ITEMS:
        defects = set(item["defects"])
        assert len(item["answered"]) == len(item["questions"]) > 0, item["id"]
        assert ("question_missed" in defects) == (not all(item["answered"])), item["id"]
        if "copy" in defects:
            assert item["earlier"], item["id"]
        if "explained" in defects:
            assert "no_action" in defects, item["id"]
            assert item["kind"] == "solvable", item["id"]
        if "no_action" in defects:
            assert not defects & {"no_date", "no_body"}, item["id"]
        if "no_contact" in defects:
            assert item["channel"] in {"pos", "letter", "mail"}, item["id"]


def test_an_unreadable_sentence_has_40_words():
    for item, span in SPANS:
        if span["defect"] == "unreadable":
            assert len(re.findall(r"[\w-]+", fragment(item, span))) >= 40, item["id"]


def test_some_former_answers_are_no_copies():
    kept = Counter("copy" in item["defects"] for item in FIRST if "earlier" in item)
    assert kept[True] == 8
    assert kept[False] >= 8


def test_contacts_are_invented():
    for item in ITEMS:
        for text in texts(item):
            phones = re.findall(r"\(\d{3,4}\)\s*(\d[\d-]{5,})", text)
            assert all(phone.startswith("000") for phone in phones), item["id"]
            assert set(re.findall(r"@([\w.]+\w)", text)) <= {"example.ru"}, item["id"]


def test_the_parts_are_alike():
    for good in (True, False):
        parts = Counter(item["part"] for item in FIRST if item["good"] is good)
        assert parts == {"dev": 50, "test": 50}
    for field in ("channel", "kind", "regime"):
        counts = Counter((item[field], item["part"]) for item in FIRST)
        assert all(abs(counts[one, "dev"] - counts[one, "test"]) <= 2 for one, _ in counts), field
    defects = Counter((code, item["part"]) for item in FIRST for code in item["defects"])
    for code in POINTED | ABSENT:
        assert abs(defects[code, "dev"] - defects[code, "test"]) <= 1, code
        assert min(defects[code, "dev"], defects[code, "test"]) >= 4, code


def test_the_later_part_is_apart_and_has_every_defect_at_least_twice():
    assert {item["part"] for item in LATER} == {"later"}
    defects = Counter(code for item in LATER for code in item["defects"])
    assert all(defects[code] >= 2 for code in POINTED | ABSENT), defects


def test_every_defect_is_documented():
    described = (DATA / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\*\*(\w+)\*\*", described, re.MULTILINE)) == POINTED | ABSENT
