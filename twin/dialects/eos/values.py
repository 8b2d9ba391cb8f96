"""The kinds of word that EOS commands take, each read strictly and written canonically."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

INTERFACE_KINDS = ("Port-Channel", "Ethernet", "Loopback", "Management", "Vlan", "Vxlan")
_INTERFACE = re.compile(r"([A-Za-z][A-Za-z-]*)\s*(\d.*)")
_INTERFACE_LIMITS = {
    "Port-Channel": (1, 2000),
    "Ethernet": (1, 128),
    "Loopback": (0, 2100),
    "Management": (1, 2),
    "Vlan": (1, 4094),
    "Vxlan": (1, 1),
}
_MAXIMUM_2_BYTES = 0xFFFF
_MAXIMUM_4_BYTES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Value:
    """One kind of word: `read` gives its canonical text, or None when the word is not of this kind."""

    name: str
    read: Callable[[str], str | None]
    is_rest: bool = False
    is_free: bool = False


def integer(low: int, high: int) -> Value:
    """Return the kind of whole numbers from `low` to `high`, both included."""

    def read(word: str) -> str | None:
        return str(int(word)) if word.isascii() and word.isdigit() and low <= int(word) <= high else None

    return Value(f"{low}-{high}", read)


def expand_ranges(text: str, low: int, high: int) -> frozenset[int] | None:
    """Return the numbers of a list such as `1-3,7`, or None when it is malformed or out of bounds."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if not (first.isascii() and first.isdigit()) or (dash and not (last.isascii() and last.isdigit())):
            return None
        start, stop = int(first), int(last) if dash else int(first)
        if not low <= start <= stop <= high:
            return None
        numbers.update(range(start, stop + 1))
    return frozenset(numbers)


def compress_ranges(numbers: Iterable[int]) -> str:
    """Return a list of numbers as EOS writes it: `1-3,7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _vlans(word: str) -> str | None:
    numbers = expand_ranges(word, 1, 4094)
    return compress_ranges(numbers) if numbers else None


def _address(word: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(word))
    except ValueError:
        return None


def _interface_address(word: str) -> str | None:
    if "/" not in word or not word.rpartition("/")[2].isdigit():
        return None
    try:
        address = ipaddress.IPv4Interface(word)
    except ValueError:
        return None
    return str(address)


def _network(word: str) -> str | None:
    if "/" not in word or not word.rpartition("/")[2].isdigit():
        return None
    try:
        return str(ipaddress.IPv4Network(word))
    except ValueError:
        return None


def _autonomous_system(word: str) -> str | None:
    high, dot, low = word.partition(".")
    if dot and high.isdigit() and low.isdigit() and max(int(high), int(low)) <= _MAXIMUM_2_BYTES:
        return word
    return str(int(word)) if word.isascii() and word.isdigit() and 1 <= int(word) <= _MAXIMUM_4_BYTES else None


def _autonomous_systems(word: str) -> str | None:
    """Read one autonomous system or a range of them, such as `65101-65132`."""
    first, dash, last = word.partition("-")
    ends = [_autonomous_system(end) for end in ((first, last) if dash else (first,))]
    return "-".join(end for end in ends if end) if all(ends) else None


def _distinguisher(word: str) -> str | None:
    """Read a route distinguisher or target: two, four or address bytes, then the number (RFC 4364 section 4.2)."""
    administrator, colon, number = word.partition(":")
    if not colon or not (number.isascii() and number.isdigit()):
        return None
    wide = "." in administrator or (administrator.isdigit() and int(administrator) > _MAXIMUM_2_BYTES)
    known = _address(administrator) or _autonomous_system(administrator)
    limit = _MAXIMUM_2_BYTES if wide else _MAXIMUM_4_BYTES
    return f"{administrator}:{int(number)}" if known and int(number) <= limit else None


def _mac(word: str) -> str | None:
    digits = re.sub(r"[.:-]", "", word).lower()
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        return None
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def interface_name(word: str) -> str | None:
    """Return the full name of an interface (`et1` gives `Ethernet1`), or None when there is no such kind."""
    found = _INTERFACE.fullmatch(word)
    if not found:
        return None
    kinds = [kind for kind in INTERFACE_KINDS if kind.lower().startswith(found[1].lower())]
    if len(kinds) != 1 or not re.fullmatch(r"\d{1,4}(/\d{1,2}){0,2}(\.\d{1,4})?", found[2]):
        return None
    low, high = _INTERFACE_LIMITS[kinds[0]]
    number = re.split(r"[/.]", found[2])[0]
    plain = number == found[2] or kinds[0] in ("Ethernet", "Port-Channel")
    return f"{kinds[0]}{found[2]}" if plain and low <= int(number) <= high else None


def interface_range(word: str) -> tuple[str, ...]:
    """Return the names that `Ethernet1-4,7` stands for; a single name gives itself, a bad one nothing."""
    single = interface_name(word)
    if single:
        return (single,)
    found = re.fullmatch(r"([A-Za-z-]+?)\s*(\d[\d,-]*)", word)
    numbers = expand_ranges(found[2], 0, 4094) if found else None
    names = [interface_name(f"{found[1]}{number}") for number in sorted(numbers)] if found and numbers else []
    return tuple(name for name in names if name) if all(names) else ()


def _interfaces_of(kind: str) -> Value:
    def read(word: str) -> str | None:
        names = interface_range(word)
        if not names or not names[0].startswith(kind):
            return None
        return names[0] if len(names) == 1 else word

    return Value(kind.lower(), read)


def _word(word: str) -> str | None:
    return word


def _name(word: str) -> str | None:
    return word if re.fullmatch(r"[A-Za-z0-9_.:@#&+*/-]{1,100}", word) else None


def _peer(word: str) -> str | None:
    if re.fullmatch(r"[0-9.]+", word):
        return _address(word)
    return _name(word)


def _timer(word: str) -> str | None:
    found = re.fullmatch(r"(\d{1,2}):(\d{2}):(\d{2})", word)
    return f"{int(found[1]):02}:{found[2]}:{found[3]}" if found and max(int(found[2]), int(found[3])) < 60 else None  # noqa: PLR2004


VALUES: dict[str, Value] = {
    value.name: value
    for value in (
        Value("text", _word, is_rest=True, is_free=True),
        Value("word", _word, is_free=True),
        Value("name", _name, is_free=True),
        Value("peer", _peer, is_free=True),
        Value("vlans", _vlans),
        Value("ipv4", _address),
        Value("address", _interface_address),
        Value("network", _network),
        Value("asn", _autonomous_system),
        Value("as-range", _autonomous_systems),
        Value("rd", _distinguisher),
        Value("mac", _mac),
        Value("timer", _timer),
        Value("interface", interface_name),
        *(_interfaces_of(kind) for kind in INTERFACE_KINDS),
    )
}


def value_named(name: str) -> Value:
    """Return the kind that a pattern names: one of `VALUES`, or bounds such as `1-4094`."""
    if name in VALUES:
        return VALUES[name]
    low, _, high = name.partition("-")
    return integer(int(low), int(high))
