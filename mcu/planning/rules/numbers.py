"""Values of indicators as people write them, and as the program shows them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from mcu.web.words import SPACE

DIGITS = Decimal("0.0001")
MOST = Decimal(10) ** 12
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_GAPS = str.maketrans(
    dict.fromkeys(" \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'")
)


def read(said: Any) -> Decimal:
    """«1 234,5», «−12 %», 7; ValueError in words for what is no number."""
    if isinstance(said, bool):
        raise ValueError("значение — не число")
    text = str(said).translate(_GAPS).replace("−", "-").removesuffix("%").replace(",", ".")
    try:
        value = Decimal(text) if _NUMBER.fullmatch(text) or isinstance(said, float) else None
        fine = value is not None and value.is_finite() and abs(value) < MOST
    except InvalidOperation:
        value, fine = None, False
    if value is None:
        raise ValueError(f"«{str(said)[:30]}» — не число; пишите, например, 12,5")
    if not fine:
        raise ValueError("число слишком велико: проверьте единицу измерения")
    return value.quantize(DIGITS).normalize() + 0


def shown(value: Decimal | float, *, signed: bool = False) -> str:
    """«12 400», «0,25»: as many digits as it has; of what is counted, a tenth."""
    exact = value if isinstance(value, Decimal) else Decimal(str(round(value, 1)))
    digits = max(0, -int(exact.normalize().as_tuple().exponent))
    text = f"{exact:{'+' if signed else ''},.{digits}f}"
    return text.replace(",", SPACE).replace(".", ",").replace("-", "−")
