"""The digest of a frozen rating: all that it says, in one canonical form."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any


def digest(
    since: date, until: date, values: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> str:
    """SHA-256; `values` are the parameters as they are kept. The journal holds it too."""
    said = sorted(rows, key=lambda row: (row["scope"], row["body_id"]))
    body = {
        "since": since.isoformat(), "until": until.isoformat(), "method": values, "rows": said,
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
