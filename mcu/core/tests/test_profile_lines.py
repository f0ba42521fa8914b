"""Where keys stand in a TOML text: found for everything the standard reader reads."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.profile import Path, lines

TEXT = '''# comment [not.a.table]
title = "a = 'b' # no comment"
point.x = 1
"quoted \\"key\\"" = """
[also not]
x = 2"""

[place]
hours = { start = "08:00", end = "17:00" }
list = [
    "one",  # [[two]]
    { deep = [1, 2] },
]

[place.inner]
'literal' = \'\'\'
[[rows]]
\'\'\'

[[rows]]
code = 1
[[rows.inner]]
code = 2
[[rows]]
code = 3
[rows.table]
code = 1979-05-27 07:32:00
'''


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path of what the standard reader read."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from paths(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, (*path, number))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("point", "x"), 3),
        (('quoted "key"',), 4),
        (("place",), 8),
        (("place", "hours", "end"), 9),
        (("place", "list", 0), 11),
        (("place", "list", 1, "deep", 1), 12),
        (("place", "inner", "literal"), 16),
        (("rows", 0, "code"), 21),
        (("rows", 0, "inner", 0, "code"), 23),
        (("rows", 1), 24),
        (("rows", 1, "table", "code"), 27),
    ],
)
def test_each_key_has_its_line(path, line):
    assert lines(TEXT)[path] == line


def test_lines_are_the_same_with_the_ends_of_another_system():
    assert lines(TEXT.replace("\n", "\r\n")) == lines(TEXT)


KEYS = st.text("abcя \"'.\\#[]=\n\t", min_size=1, max_size=4)
VALUES = st.recursive(
    st.integers() | st.booleans() | st.text("ab\"'\\#[]{}=,\n", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04X}" if c in '"\\\n\t' else c for c in text)
    return f'"{escaped}"'


def inline(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[ {', '.join(map(inline, value))} ]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{quoted(k)} = {inline(v)}' for k, v in value.items())} }}"
    return str(value)


@given(
    st.dictionaries(
        KEYS,
        st.lists(st.dictionaries(KEYS, VALUES, max_size=3), min_size=1, max_size=3),
        max_size=3,
    )
)
def test_everything_that_is_read_has_a_line_that_holds_its_key(data):
    written, expected = [], {}
    for name, rows in data.items():
        for number, row in enumerate(rows):
            written += ["", f"[[ {quoted(name)} ]]  # row"]
            expected[(name, number)] = len(written)
            for key, value in row.items():
                written.append(f"{quoted(key)} = {inline(value)}")
                expected[(name, number, key)] = len(written)
    text = "\n".join(written)
    found = lines(text)
    assert set(paths(tomllib.loads(text))) == set(found)
    assert {path: found[path] for path in expected} == expected
