"""The user's values as they stand in messages: on one line, printable and no longer than helps."""

LINE_MAXIMUM = 600
VALUE_MAXIMUM = 80
"""What is longer was not meant, and its beginning says enough."""


def readable(text: str) -> str:
    """Make a text fit for one line of a terminal: control characters are written out, what is too long is cut."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in _cut(text, LINE_MAXIMUM))


def shown(value: object) -> str:
    """Describe in a few words what stands where something else should."""
    if isinstance(value, dict | list | tuple):
        return ("a mapping" if isinstance(value, dict) else "a list") if value else "empty"
    if value is None or value == "":
        return "empty"
    return _cut(str(value).lower() if isinstance(value, bool | float) else str(value), VALUE_MAXIMUM)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Count something: 1 cable, 2 cables."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def a_type(name: str) -> str:
    """Name a device type with its article: a server-2u, an arista-7050cx3-32s."""
    return f"{'an' if name[:1].lower() in set('aeio8') else 'a'} {name}"
