"""Linux interfaces: what is wanted, what is shown, and the lines between them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdn.configuration import Tree
from sdn.dialects.frr.links import batch, intended_links, running_links

WANTED = """\
link set dev swp1 mtu 9214 up
link add name br10110 type bridge stp_state 0
link add name vx10110 type vxlan id 10110 local 10.0.0.1 dstport 4789 nolearning
link set dev vx10110 addrgenmode none
link set dev vx10110 mtu 9000 master br10110
link set dev vx10110 type bridge_slave neigh_suppress on learning off
link set dev vx10110 up
link set dev br10110 addrgenmode none
link set dev br10110 up
"""
VXLAN = {"id": 10110, "local": "10.0.0.1", "port": 4789, "learning": False}
SHOWN = [
    {"ifname": "lo", "mtu": 65536, "flags": ["LOOPBACK", "UP"]},
    {"ifname": "swp1", "mtu": 9214, "flags": ["UP", "LOWER_UP"], "linkinfo": {"info_kind": "veth"}},
    {
        "ifname": "br10110",
        "mtu": 9000,
        "flags": ["UP"],
        "inet6_addr_gen_mode": "none",
        "linkinfo": {"info_kind": "bridge", "info_data": {"stp_state": 0}},
    },
    {
        "ifname": "vx10110",
        "mtu": 9000,
        "flags": ["UP"],
        "master": "br10110",
        "inet6_addr_gen_mode": "none",
        "linkinfo": {
            "info_kind": "vxlan",
            "info_data": VXLAN,
            "info_slave_data": {"learning": False, "neigh_suppress": True, "state": "forwarding"},
        },
    },
]


def test_what_is_shown_as_wanted_is_equal() -> None:
    wanted = intended_links(WANTED)
    assert batch(running_links(json.dumps(SHOWN), wanted), wanted) == ()


def test_only_our_kind_of_interface_is_removed_and_ports_leave_our_bridges() -> None:
    wanted = intended_links(WANTED)
    extra = {"ifname": "swp2", "mtu": 1500, "master": "br10110", "flags": ["UP"]}
    assert batch(running_links(json.dumps([*SHOWN, extra]), wanted), wanted) == ("link set dev swp2 nomaster",)
    wanted = intended_links("link set dev swp1 mtu 9214 up\n")
    others = [
        {"ifname": "docker0", "mtu": 1500, "linkinfo": {"info_kind": "bridge", "info_data": {"stp_state": 0}}},
        extra,
    ]
    assert batch(running_links(json.dumps([*SHOWN, *others]), wanted), wanted) == (
        "link del dev br10110",
        "link del dev vx10110",
    )


@pytest.mark.parametrize("line", ["link add nonsense", "addr add 10.0.0.1/32 dev lo", "link set dev swp1 colour red"])
def test_a_line_that_is_not_known_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        intended_links(line)


_NAMES = ("br1", "br2", "vx1", "vx2")


@st.composite
def link_trees(draw: st.DrawFn) -> Tree:
    """Draw the interfaces of a small router: a port, bridges, and VXLAN interfaces under bridges that are there."""
    bridges = [name for name in ("br1", "br2") if draw(st.booleans())]
    tree: dict[str, Tree] = {}
    for name in ("swp1", *_NAMES):
        if name.startswith("br") and name not in bridges:
            continue
        if name.startswith("vx") and not draw(st.booleans()):
            continue
        section: dict[str, Tree] = {f"mtu {draw(st.sampled_from([1500, 9000]))}": {}}
        if name.startswith("br"):
            section["type bridge stp_state 0"] = {}
        elif name.startswith("vx"):
            section[f"type vxlan id {draw(st.integers(1, 2))} local 10.0.0.1 dstport 4789 nolearning"] = {}
        if bridges and not name.startswith("br") and draw(st.booleans()):
            section[f"master {draw(st.sampled_from(bridges))}"] = {}
            section["neigh_suppress on"] = {}
        if draw(st.booleans()):
            section["up"] = {}
        tree[f"link {name}"] = section
    return tree


def _apply(tree: Tree, lines: tuple[str, ...]) -> dict[str, set[str]]:
    """Do what `ip -batch` would; an interface or bridge that is not there is an error."""
    links = {title.removeprefix("link "): set(section) for title, section in tree.items()}
    for line in lines:
        words = line.split()
        if words[1] == "del":
            del links[words[3]]
            for section in links.values():
                if f"master {words[3]}" in section:
                    section -= {f"master {words[3]}", "neigh_suppress on"}
        elif words[1] == "add":
            assert words[3] not in links
            links[words[3]] = {" ".join(words[4:])}
        else:
            _set(links, words[3], words[4:])
    return links


def _set(links: dict[str, set[str]], name: str, words: list[str]) -> None:
    section = links[name]
    words = words[2:] if words[:2] == ["type", "bridge_slave"] else words
    match words:
        case ["up"]:
            section.add("up")
        case ["down"]:
            section.discard("up")
        case ["nomaster"]:
            section -= {line for line in section if line.startswith(("master ", "neigh_suppress "))}
        case [key, value]:
            assert key != "master" or value in links
            assert key != "neigh_suppress" or any(line.startswith("master ") for line in section)
            section -= {line for line in section if line.startswith(f"{key} ")}
            section.add(f"{key} {value}")
        case _:
            raise AssertionError(words)


@given(link_trees(), link_trees())
def test_the_lines_lead_from_one_to_the_other_and_back(before: Tree, after: Tree) -> None:
    wanted = {title.removeprefix("link "): set(section) for title, section in after.items()}
    assert _apply(before, batch(before, after)) == wanted
