"""The labelled set of invented texts is whole: what measures the masking is measured first."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

LINES = (Path(__file__).parent / "data/personal.jsonl").read_text(encoding="utf-8").splitlines()
ITEMS = [json.loads(line) for line in LINES]
SPANS = [(item, span) for item in ITEMS for span in item["spans"]]
TYPES = {"name", "phone", "email", "address", "link", "document", "birth", "card"}
KINDS = {"vk", "pos", "email", "letter", "phone", "reception"}


def fragment(item: dict, span: dict) -> str:
    return item["text"][span["start"] : span["end"]]


def test_there_are_300_different_texts_in_order():
    assert [item["id"] for item in ITEMS] == list(range(1, 301))
    assert len({item["text"] for item in ITEMS}) == 300


def test_a_line_has_these_fields_and_no_others():
    for item in ITEMS:
        assert set(item) == {"id", "part", "kind", "text", "spans"}, item["id"]
    for item, span in SPANS:
        assert set(span) - {"weak"} == {"start", "end", "type"}, item["id"]
        assert span.get("weak", True) is True, item["id"]


def test_texts_are_as_long_as_messages_are():
    assert [item["id"] for item in ITEMS if not 20 <= len(item["text"]) <= 900] == []


def test_a_span_is_a_fragment_without_spaces_around():
    for item, span in SPANS:
        assert 0 <= span["start"] < span["end"] <= len(item["text"]), item["id"]
        assert fragment(item, span) == fragment(item, span).strip(), item["id"]


def test_a_span_begins_and_ends_with_a_word():
    for item, span in SPANS:
        around = item["text"][: span["start"]][-1:], item["text"][span["end"] :][:1]
        assert not any(letter.isalnum() for letter in around), (item["id"], fragment(item, span))


def test_spans_stand_in_order_and_do_not_overlap():
    for item in ITEMS:
        for one, two in pairwise(item["spans"]):
            assert one["end"] <= two["start"], item["id"]


def test_a_phone_has_digits_and_a_mailbox_has_a_dog():
    for item, span in SPANS:
        digits = sum(letter.isdigit() for letter in fragment(item, span))
        if not span.get("weak") and span["type"] == "phone":
            assert digits in {5, 6, 10, 11}, (item["id"], fragment(item, span))
        if not span.get("weak") and span["type"] == "email":
            assert fragment(item, span).count("@") == 1, item["id"]


def test_every_type_and_kind_is_known_and_stands_in_both_parts():
    assert {item["part"] for item in ITEMS} == {"dev", "test"}
    for part in ("dev", "test"):
        assert {item["kind"] for item in ITEMS if item["part"] == part} == KINDS
        assert {span["type"] for item, span in SPANS if item["part"] == part} == TYPES


def test_the_parts_are_alike():
    assert Counter(item["part"] for item in ITEMS) == {"dev": 150, "test": 150}
    kinds = Counter((item["kind"], item["part"]) for item in ITEMS)
    assert all(abs(kinds[kind, "dev"] - kinds[kind, "test"]) <= 2 for kind in KINDS)


def test_a_third_of_the_texts_has_nothing_to_find_and_none_more_than_six():
    assert 85 <= sum(not item["spans"] for item in ITEMS) <= 95
    assert max(len(item["spans"]) for item in ITEMS) == 6
