"""Recorded payloads, spoiled in every way that a service or a stranger may spoil them."""

from hypothesis import strategies as st

from mcu.connectors.contract import STRANGE

JUNK = (
    b' null, "x"', b' [], "x"', b' {}, "x"', b' 1e999, "x"', b' "", "x"', b"\x00", b" -1}}", b" [[[",
)  # fmt: skip
BROKEN = STRANGE  # what a job keeps as such


def spoiled(recordings: list[bytes]) -> st.SearchStrategy[bytes]:
    """One of them cut off anywhere, or with another thing in the place of a value, or no end of it."""
    cut = st.builds(lambda body, at: body[:at], st.sampled_from(recordings), st.integers(0, 900))
    changed = st.builds(
        _changed, st.sampled_from(recordings), st.integers(0, 90), st.sampled_from(JUNK)
    )
    return cut | changed | st.just(b"[" * 200_000)


def _changed(body: bytes, at: int, junk: bytes) -> bytes:
    pieces = body.split(b":")
    pieces[at % len(pieces)] = junk
    return b":".join(pieces)
