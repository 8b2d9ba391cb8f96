"""The Linux interfaces under FRR: what `ip -batch` is given, what `ip` shows, and how to come from one to the other.

Both are read into trees like a configuration's: a line `link NAME` with a section of properties. Only what the intended
lines speak of is compared, and bridges, VXLAN and VLAN interfaces that bear our kind of name are ours to remove.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sdn.configuration import Tree

_TITLE: Final = "link "
_OURS: Final = re.compile(r"(?:br|vx)\d+$|\S+\.\d+$")
_PAIRS: Final = ("mtu", "master", "addrgenmode", "neigh_suppress", "learning")
_SLAVE: Final = frozenset({"neigh_suppress", "learning"})
_UP: Final = "up"


def is_link(title: str) -> bool:
    """Return whether a top line of a tree names a Linux interface."""
    return title.startswith(_TITLE)


def intended_links(batch: str) -> Tree:
    """Read lines for `ip -batch` into a tree; raises ValueError for a line that it does not know."""
    links: dict[str, dict[str, Tree]] = {}
    for line in batch.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[:2] == ["link", "add"] and "name" in words:
            kind = words.index("type")
            parent = f" over {words[words.index('link', 2) + 1]}" if "link" in words[2:kind] else ""
            links.setdefault(words[words.index("name") + 1], {})[" ".join(words[kind:]) + parent] = {}
        elif words[:3] == ["link", "set", "dev"]:
            links.setdefault(words[3], {}).update({key: {} for key in _properties(words[4:], line)})
        else:
            raise ValueError(f"not a line about links: {line!r}")
    return {f"{_TITLE}{name}": properties for name, properties in links.items()}


def _properties(words: list[str], line: str) -> Iterator[str]:
    position = 0
    while position < len(words):
        word = words[position]
        if word == _UP:
            yield word
            position += 1
        elif word in _PAIRS and position + 1 < len(words):
            yield f"{word} {words[position + 1]}"
            position += 2
        elif words[position : position + 2] == ["type", "bridge_slave"]:
            position += 2
        else:
            raise ValueError(f"not a property of a link: {word!r} in {line!r}")


def running_links(shown: str, intended: Tree) -> Tree:
    """Read `ip -d -j link show` into a tree of what the intended links speak of, and of ours that are too many."""
    links: dict[str, Tree] = {}
    for item in json.loads(shown):
        name = str(item["ifname"]).partition("@")[0]
        title = f"{_TITLE}{name}"
        seen = dict.fromkeys(_shown(item))
        if title in intended:
            spoken_of = {_subject(line) for line in intended[title]}
            keep = [line for line in seen if _subject(line) in spoken_of or _is_our_master(line)]
        elif _OURS.match(name):
            keep = list(seen)
        else:
            keep = [line for line in seen if _is_our_master(line)]
        if keep:
            links[title] = {line: {} for line in keep}
    return links


def _is_our_master(line: str) -> bool:
    return line.startswith("master ") and _OURS.match(line.removeprefix("master ")) is not None


def _shown(item: Mapping[str, Any]) -> Iterator[str]:
    info = item.get("linkinfo", {})
    data = info.get("info_data", {})
    if info.get("info_kind") == "bridge":
        yield f"type bridge stp_state {data['stp_state']}"
    elif info.get("info_kind") == "vxlan":
        learning = "" if data.get("learning", True) else " nolearning"
        yield f"type vxlan id {data['id']} local {data.get('local', 'any')} dstport {data['port']}{learning}"
    elif info.get("info_kind") == "vlan":
        yield f"type vlan id {data['id']} over {item.get('link', '')}"
    yield f"mtu {item['mtu']}"
    if "master" in item:
        yield f"master {item['master']}"
    yield f"addrgenmode {item.get('inet6_addr_gen_mode', 'eui64')}"
    for name, value in info.get("info_slave_data", {}).items():
        if name in _SLAVE:
            yield f"{name} {'on' if value else 'off'}"
    if "UP" in item.get("flags", ()):
        yield _UP


def _subject(line: str) -> str:
    return line.partition(" ")[0]


def batch(before: Tree, after: Tree) -> tuple[str, ...]:
    """Return the lines for `ip -batch` that lead from one tree to the other."""
    made_anew = {
        title for title, section in after.items() if title in before and _kind(before[title]) != _kind(section)
    }
    gone = [title for title in before if (title not in after and _kind(before[title])) or title in made_anew]
    lost = {f"master {title.removeprefix(_TITLE)}" for title in gone}
    steps = [
        (title.removeprefix(_TITLE), _kept({} if title in made_anew else before.get(title, {}), wanted, lost), wanted)
        for title in dict.fromkeys((*before, *after))
        if title not in gone or title in made_anew
        for wanted in (after.get(title, {}),)
    ]
    # An interface can be put under a bridge only when that is there, and is worth bringing up only when it is complete.
    return (
        *(f"link del dev {title.removeprefix(_TITLE)}" for title in gone),
        *(line for name, was, wanted in steps for line in _made(name, was, wanted)),
        *(line for name, was, wanted in steps for line in _changes(name, was, wanted)),
        *(f"link set dev {name} up" for name, was, wanted in steps if _UP in wanted and _UP not in was),
    )


def _kept(before: Tree, after: Tree, lost: set[str]) -> Tree:
    """Leave out what goes by itself: a bridge that is deleted, and what a port was told for a bridge it leaves."""
    stays = any(line in after and line not in lost for line in before if line.startswith("master "))
    return {
        line: section
        for line, section in before.items()
        if line not in lost and (stays or _subject(line) not in _SLAVE)
    }


def _made(name: str, before: Tree, after: Tree) -> Iterator[str]:
    kind = _kind(after)
    if kind and kind != _kind(before):
        words, _, parent = kind.partition(" over ")
        yield f"link add {f'link {parent} ' if parent else ''}name {name} {words}"


def _kind(section: Tree) -> str:
    return next((line for line in section if line.startswith("type ")), "")


def _changes(name: str, before: Tree, after: Tree) -> Iterator[str]:
    if _UP in before and _UP not in after:
        yield f"link set dev {name} down"
    if any(line.startswith("master ") for line in before) and not any(line.startswith("master ") for line in after):
        yield f"link set dev {name} nomaster"
    new = [line for line in after if line not in before and line not in {_kind(after), _UP}]
    # A property of a bridge's port can be set only once it is one.
    for line in sorted(new, key=lambda line: _subject(line) in _SLAVE):
        yield f"link set dev {name} {'type bridge_slave ' if _subject(line) in _SLAVE else ''}{line}"
