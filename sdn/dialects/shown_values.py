"""Values read from lines of a configuration; what has another form than expected is not there."""

from ipaddress import AddressValueError, IPv4Address, IPv4Interface, NetmaskValueError

from sdn.configuration import Tree


def value(section: Tree, beginning: str) -> str | None:
    """Return what follows the beginning in the first line that has it."""
    return next((line.removeprefix(beginning) for line in section if line.startswith(beginning)), None)


def number(text: str | None) -> int | None:
    """Read a number that stands alone."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def numbers(text: str) -> tuple[int, ...]:
    """Read ranges of numbers such as 101-120,130, in rising order."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = number(first), number(last or first)
        if start is not None and end is not None:
            found.update(range(start, end + 1))
    return tuple(sorted(found))


def address(text: str | None) -> IPv4Address | None:
    """Read an address."""
    try:
        return None if text is None else IPv4Address(text)
    except AddressValueError:
        return None


def interface_address(text: str | None) -> IPv4Interface | None:
    """Read an address with the length of its prefix."""
    try:
        return None if text is None or "/" not in text else IPv4Interface(text)
    except (AddressValueError, NetmaskValueError):
        return None


def described_name(description: str) -> str | None:
    """Return the name that a description begins with, which is followed by nothing but an interface's name."""
    name, _, interface = description.partition(" ")
    return name if name and " " not in interface else None
