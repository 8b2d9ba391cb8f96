"""Quantities with units, as people write them: 8kW, 16GiB, 200G, 5m."""

import math
import re

from inventory.wording import shown

_QUANTITY = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[A-Za-z]*3?)")

POWER = {"W": 1.0, "kW": 1e3, "MW": 1e6}
"""To watts."""
CURRENT = {"A": 1.0, "kA": 1e3}
"""To amperes."""
VOLTAGE = {"V": 1.0, "kV": 1e3}
"""To volts."""
WEIGHT = {"kg": 1.0, "t": 1e3, "g": 1e-3, "lb": 0.45359237, "oz": 0.028349523125}
"""To kilograms."""
MEMORY = {"MiB": 1.0, "GiB": 1024.0, "TiB": 1024.0**2}
"""To mebibytes."""
DISK = {"GiB": 1.0, "TiB": 1024.0}
"""To gibibytes."""
BANDWIDTH = {"M": 1e-3, "G": 1.0, "T": 1e3}
"""To gigabits a second."""
LENGTH = {"m": 1.0, "km": 1e3, "cm": 1e-2, "mm": 1e-3}
"""To metres."""
VOLUME = {"L": 1.0, "m3": 1e3}
"""To litres."""
DURATION = {"ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
"""To seconds."""


def quantity(text: object, units: dict[str, float]) -> float:
    """Turn "8kW" into a number of the first unit; the unit must be written, except for zero.

    Raises ValueError with a sentence for people.
    """
    match = _QUANTITY.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is not None and match["unit"] in units:
        value = float(match["number"]) * units[match["unit"]]
        if math.isfinite(value):
            return value
        raise ValueError("the number is too large")
    if not isinstance(text, bool) and text in (0, "0"):
        return 0.0
    example = next(reversed(units)) if len(units) == 1 else list(units)[1]
    raise ValueError(f"{shown(text)} is not a quantity with one of the units {', '.join(units)}, such as 8{example}")
