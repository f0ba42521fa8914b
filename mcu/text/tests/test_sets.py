"""The labelled sets of invented messages are whole: what measures the reading is measured first."""

import csv
import json
import re
import tomllib
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
LEXICON = tomllib.loads((HERE.parents[1] / "cases/data/topics.toml").read_text("utf-8"))
GROUPS = {group["code"] for group in LEXICON["groups"]}
TOPICS = {topic["code"] for topic in LEXICON["topics"]}
CHANNELS = {"vk", "ok", "telegram", "max", "pos", "mail", "letter", "phone", "reception", "web"}
FLAGS = ("thanks", "spam", "abuse")
LABELS = {
    "part": {"dev", "test"},
    "channel": CHANNELS,
    "group": GROUPS | {None},
    "topic": TOPICS | {None},
    "kind": {"solvable", "unsolvable", "informational", None},
    "urgency": {"none", "raised", "emergency"},
    "language": {"ru", "other", "mixed"},
}
WHY = {"life", "heat", "water", "light", "gas", "child", "fire", "road"}
MESSAGE = {"id", "text", "alternatives", "questions", "why", "clean", *LABELS, *FLAGS}


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (HERE / "data" / name).read_text("utf-8").splitlines()]


MESSAGES = lines("messages.jsonl")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("ё", "е"))


def real_contacts(text: str) -> list[str]:
    """Phones without zeros, mailboxes and links outside the domains of examples."""
    phones = re.findall(
        r"(?:\+7|\b[78])[ (\-]{0,2}\d{3}[ )\-]{0,2}\d{3}[ \-]?\d\d[ \-]?\d\d\b", text
    )
    hosts = re.findall(r"(?:@|://|www\.)([\w-]+(?:\.[\w-]+)+)", text)
    return [phone for phone in phones if "000" not in re.sub(r"\D", "", phone)] + [
        host for host in hosts if not host.endswith(("example.ru", "example.com"))
    ]


def halves(items: list[dict], label: str) -> dict:
    """How far apart the parts are, per value of the label."""
    both = Counter((item[label], item["part"]) for item in items)
    return {value: abs(both[value, "dev"] - both[value, "test"]) for value, _ in both}


def test_messages_are_300_and_different():
    assert [item["id"] for item in MESSAGES] == list(range(1, 301))
    assert len({" ".join(words(item["text"])) for item in MESSAGES}) == 300


def test_a_message_has_these_fields_and_labels_of_the_vocabularies():
    for item in MESSAGES:
        assert set(item) == MESSAGE, item["id"]
        assert [label for label in LABELS if item[label] not in LABELS[label]] == [], item["id"]
        assert all(type(item[flag]) is bool for flag in FLAGS), item["id"]
        assert set(item["why"]) <= WHY, item["id"]


def test_topic_group_and_kind_go_together():
    for item in MESSAGES:
        told = {item["group"] is None, item["topic"] is None, item["kind"] is None}
        assert len(told) == 1, item["id"]
        assert item["topic"] is None or item["topic"].split(".")[0] == item["group"], item["id"]
        assert set(item["alternatives"]) <= TOPICS - {item["topic"]}, item["id"]


def test_what_is_urgent_says_why_and_what_has_a_topic_asks_something():
    for item in MESSAGES:
        assert bool(item["why"]) == (item["urgency"] != "none"), item["id"]
        assert item["questions"] or item["topic"] is None, item["id"]
        assert all(len(question) <= 90 for question in item["questions"]), item["id"]


def test_every_topic_stands_in_the_messages_and_every_group_six_times():
    assert {item["topic"] for item in MESSAGES} == TOPICS | {None}
    groups = Counter(item["group"] for item in MESSAGES)
    assert min(groups[group] for group in GROUPS) >= 6


def test_cleaning_takes_away_and_never_adds():
    for item in MESSAGES:
        if item["clean"] is not None:
            assert item["clean"] != item["text"], item["id"]
            assert len(words(item["clean"])) <= len(words(item["text"])), item["id"]
    dirt = re.compile(
        r"</?[a-z]+[ >/]|&\w+;|\[(?:id|club)\d|://|[\u200b\u00ad]|[а-яё][a-z]|[a-z][а-яё]"
    )
    assert [item["id"] for item in MESSAGES if dirt.search(item["clean"] or item["text"])] == []


def test_messages_are_short_and_long():
    sizes = sorted(len(item["text"]) for item in MESSAGES)
    assert sizes[0] < 20
    assert sizes[-20] > 350
    assert sizes[-1] < 2000


def test_messages_name_nobody_real():
    assert [item["id"] for item in MESSAGES if real_contacts(item["text"])] == []


def test_the_parts_of_the_messages_are_alike():
    assert Counter(item["part"] for item in MESSAGES) == {"dev": 150, "test": 150}
    for label in ("group", "channel", "kind", "urgency", "language"):
        assert max(halves(MESSAGES, label).values()) <= 4, label
    assert max(halves(MESSAGES, "topic").values()) <= 2


RELATIONS = {"at", "near", "between", "opposite", "behind", "crossing", "segment"}
PLACE = {"spans", "settlement", "street", "house", "apartment", "landmark", "crossing", "road", "km",
         "relation", "role", "known", "house_known", "candidates", "ambiguous"}  # fmt: skip
HOUSE = re.compile(r"\d+[А-Я]?(?:/\d+[А-Я]?|к\d+|с\d+)?(?:-\d+)?")
ADDRESSES = lines("addresses.jsonl")
PLACES = [(item, place) for item in ADDRESSES for place in item["places"]]
with (HERE / "data/gazetteer.csv").open(encoding="utf-8", newline="") as file:
    GAZETTEER = list(csv.DictReader(file))
NAMES = {
    kind: {row["name"] for row in GAZETTEER if row["kind"] == kind}
    for kind in ("settlement", "street", "landmark", "road")
}
STREETS = {
    (row["settlement"], f"{row['type']} {row['name']}")
    for row in GAZETTEER
    if row["kind"] == "street"
}


def test_the_gazetteer_is_one_district():
    kinds = Counter(row["kind"] for row in GAZETTEER)
    assert kinds == {"settlement": 43, "street": 250, "landmark": 50, "road": 6}
    assert len(STREETS) == 250
    assert len(NAMES["settlement"]) == 43
    inside = {row["settlement"] for row in GAZETTEER if row["kind"] in {"street", "landmark"}}
    assert inside <= NAMES["settlement"]
    assert all(
        re.fullmatch(r"(\d+-\d+|\d+)(;\d+-\d+)?", r["houses"])
        for r in GAZETTEER
        if r["kind"] == "street"
    )


def test_addresses_are_300_different_texts():
    assert [item["id"] for item in ADDRESSES] == list(range(1, 301))
    assert len({" ".join(words(item["text"])) for item in ADDRESSES}) == 300
    assert all(set(item) == {"id", "part", "text", "places"} for item in ADDRESSES)
    assert sum(not item["places"] for item in ADDRESSES) == 50
    assert [item["id"] for item in ADDRESSES if real_contacts(item["text"])] == []


def test_a_place_has_these_fields_and_labels_of_the_vocabularies():
    for item, place in PLACES:
        assert set(place) == PLACE, item["id"]
        assert place["relation"] in RELATIONS, item["id"]
        assert place["role"] in {"problem", "home", "other"}, item["id"]
        assert all(HOUSE.fullmatch(house) for house in place["house"]), item["id"]
        assert all(type(place[name]) is bool for name in ("apartment", "known", "house_known")), (
            item["id"]
        )


def test_spans_of_places_are_words_of_the_text():
    for item, place in PLACES:
        assert place["spans"], item["id"]
        for start, end in place["spans"]:
            assert 0 <= start < end <= len(item["text"]), item["id"]
            assert item["text"][start:end] == item["text"][start:end].strip(), item["id"]
            around = item["text"][:start][-1:], item["text"][end:][:1]
            assert not any(letter.isalnum() for letter in around), (
                item["id"],
                item["text"][start:end],
            )


def test_spans_of_one_text_do_not_overlap():
    for item in ADDRESSES:
        spans = sorted(span for place in item["places"] for span in place["spans"])
        assert all(one[1] <= two[0] for one, two in pairwise(spans)), item["id"]


def test_a_house_stands_in_the_words_of_its_place():
    for item, place in PLACES:
        said = " ".join(item["text"][start:end] for start, end in place["spans"])
        first = [re.match(r"\d+", house)[0] for house in place["house"]]
        missing = [number for number in first if number not in re.findall(r"\d+", said)]
        assert len(missing) <= (place["relation"] in {"between", "segment"}), (item["id"], said)


def test_a_known_place_is_in_the_gazetteer():
    for item, place in PLACES:
        where, street = place["settlement"], place["street"]
        if place["known"]:
            assert where is None or where in NAMES["settlement"], item["id"]
            assert not (where and street) or (where, street) in STREETS, item["id"]
            assert set(place["landmark"]) <= NAMES["landmark"], item["id"]
            assert {(where, other) for other in place["crossing"]} <= STREETS, item["id"]
            assert place["road"] is None or place["road"] in NAMES["road"], item["id"]
        assert any([where, street, place["road"], place["candidates"], place["landmark"]]), item[
            "id"
        ]


def test_what_is_open_has_candidates_and_a_reason():
    for item, place in PLACES:
        assert bool(place["candidates"]) == bool(place["ambiguous"]), item["id"]
        assert len(place["candidates"]) != 1, item["id"]
        for choice in place["candidates"]:
            assert choice["settlement"] in NAMES["settlement"], item["id"]
            assert "street" not in choice or (choice["settlement"], choice["street"]) in STREETS, (
                item["id"]
            )


def test_the_parts_of_the_addresses_are_alike():
    assert Counter(item["part"] for item in ADDRESSES) == {"dev": 150, "test": 150}
    for label in ("relation", "role", "apartment", "known", "house_known"):
        both = Counter((place[label], item["part"]) for item, place in PLACES)
        assert all(abs(both[value, "dev"] - both[value, "test"]) <= 6 for value, _ in both), label


KINDS = {"same_problem": True, "repost": True, "other_place": False, "other_time": False,
         "other_topic": False, "unrelated": False}  # fmt: skip
PAIRS = lines("pairs.jsonl")
SIDES = [(pair, pair[side]) for pair in PAIRS for side in ("one", "other")]


def test_pairs_are_400_and_different():
    assert [pair["id"] for pair in PAIRS] == list(range(1, 401))
    both = {
        tuple(sorted(json.dumps(pair[side], sort_keys=True) for side in ("one", "other")))
        for pair in PAIRS
    }
    assert len(both) == 400
    assert all(pair["one"] != pair["other"] for pair in PAIRS)


def test_a_pair_has_these_fields_and_labels_of_the_vocabularies():
    for pair in PAIRS:
        assert set(pair) == {"id", "part", "family", "same", "kind", "why", "one", "other"}, pair[
            "id"
        ]
        assert pair["same"] is KINDS[pair["kind"]], pair["id"]
        assert 3 < len(pair["why"]) < 120, pair["id"]
        assert pair["one"]["received"] <= pair["other"]["received"], pair["id"]
    for pair, side in SIDES:
        assert set(side) == {"received", "channel", "topic", "place", "text"}, pair["id"]
        assert side["channel"] in CHANNELS, pair["id"]
        assert side["topic"] in TOPICS, pair["id"]
        assert datetime.fromisoformat(side["received"]), pair["id"]
        assert real_contacts(side["text"]) == [], pair["id"]


def test_places_of_pairs_are_in_the_gazetteer():
    for pair, side in SIDES:
        place = side["place"]
        assert set(place) == {"settlement", "street", "house", "landmark", "road", "km"}, pair["id"]
        assert place["settlement"] or place["road"], pair["id"]
        assert place["settlement"] in NAMES["settlement"] | {None}, pair["id"]
        assert place["street"] is None or (place["settlement"], place["street"]) in STREETS, pair[
            "id"
        ]
        assert place["landmark"] in NAMES["landmark"] | {None}, pair["id"]
        assert place["road"] in NAMES["road"] | {None}, pair["id"]


def test_kinds_of_pairs_say_what_places_and_topics_say():
    for pair in PAIRS:
        one, other = pair["one"], pair["other"]
        if pair["kind"] == "other_place":
            assert one["place"] != other["place"], pair["id"]
        if pair["kind"] in {"same_problem", "repost", "other_time"}:
            assert one["topic"] == other["topic"], pair["id"]
        if pair["kind"] in {"same_problem", "repost", "other_time", "other_topic"}:
            assert one["place"]["settlement"] == other["place"]["settlement"], pair["id"]


def test_there_are_more_hard_negatives_than_positives():
    kinds = Counter(pair["kind"] for pair in PAIRS)
    assert (
        kinds["other_place"] + kinds["other_time"] + kinds["other_topic"]
        >= kinds["same_problem"] + kinds["repost"]
    )
    assert min(kinds.values()) >= 14


def test_a_family_and_a_text_of_pairs_stand_in_one_part_and_the_parts_are_alike():
    for key in (
        lambda pair: [pair["family"]],
        lambda pair: [pair["one"]["text"], pair["other"]["text"]],
    ):
        seen: dict = {}
        for pair in PAIRS:
            for value in key(pair):
                seen.setdefault(value, set()).add(pair["part"])
        assert all(len(parts) == 1 for value, parts in seen.items() if value is not None)
    assert Counter(pair["part"] for pair in PAIRS) == {"dev": 200, "test": 200}
    assert max(halves(PAIRS, "kind").values()) <= 2
