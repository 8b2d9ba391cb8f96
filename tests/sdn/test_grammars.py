"""Grammars of other kinds than those of our dialects: undo and quit, braces and whole lines, sections with an order.

They are small: what they need of a system is from its vendor's manual, named beside them.
"""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdn.configuration import Tree, read
from sdn.diff import difference
from sdn.grammar import Grammar, SectionLayout
from sdn.line_identity import identity
from sdn.redaction import redact_line

VRP = Grammar(
    negation="undo ",
    closing="quit",
    volatile_lines=(r"^#", r"^return$", r"^\s*$", r"^!Software Version"),
    secret_lines=(r"^\s*peer \S+ password cipher (?P<secret>\S+)$",),
    single_valued={
        "": (r"sysname",),
        "interface ": (r"description", r"mtu", r"ip address(?! \S+ \S+ sub)", r"port link-type", r"port default vlan"),
        "bgp ": (r"peer \S+ as-number", r"peer \S+ description", r"router-id"),
    },
    opening=(r"interface \S+$", r"bgp \d+$", r"acl number \d+$"),
    ordered=(r"acl number ",),
)
"""CloudEngine 6800 Configuration Guide, "Basic Configuration": `undo` takes back, `quit` leaves a view, # separates."""

JUNOS = Grammar(
    negation="delete ",
    closing="",
    layout=SectionLayout.BRACES,
    assertion="set ",
    volatile_lines=(r"^##", r"^/\*", r"^\s*$"),
    secret_lines=(r'^\s*authentication-key "(?P<secret>[^"]+)"',),
    single_valued={
        "system": (r"host-name",),
        "ge-": (r"description", r"mtu"),
        "neighbor ": (r"peer-as", r"description"),
    },
    ordered=(r"firewall / filter ",),
)
"""Junos CLI User Guide: `set` and `delete` with the whole path; the terms of a filter are looked at in order."""

NXOS_FEATURES = Grammar(
    negation="no ", closing="exit", first=(r"feature ", r"nv overlay evpn"), opening=(r"router bgp ",)
)
"""Nexus 9000 NX-OS Fundamentals Guide: commands of a feature are there only once it is enabled."""

VRP_BEFORE = """\
!Software Version V200R022C00
#
sysname leaf-1
#
interface 10GE1/0/1
 undo portswitch
 description old
 mtu 9000
#
interface 10GE1/0/2
 description spare
#
bgp 65001
 peer 10.0.0.1 as-number 65000
 peer 10.0.0.1 description spine
#
return
"""
VRP_AFTER = """\
sysname leaf-2
interface 10GE1/0/1
 description new
bgp 65001
 peer 10.0.0.1 as-number 65000
 peer 10.0.0.3 as-number 65000
"""
JUNOS_BEFORE = """\
## Last commit: 2026-11-22 09:14:00 CST
system {
    host-name leaf-1;
}
interfaces {
    ge-0/0/0 {
        description "to the north";
        mtu 9000;
        unit 0 {
            family inet {
                address 10.0.0.0/31;
            }
        }
    }
    ge-0/0/1 {
        description spare;
    }
}
"""
JUNOS_AFTER = """\
system {
    host-name leaf-1;
}
interfaces {
    ge-0/0/0 {
        description "to the south";
        unit 0 {
            family inet {
                address 10.0.0.2/31;
            }
        }
    }
}
protocols {
    lldp;
}
"""


@pytest.mark.parametrize(
    ("grammar", "before", "after", "typed"),
    [
        (
            VRP,
            VRP_BEFORE,
            VRP_AFTER,
            [
                *("undo interface 10GE1/0/2", "sysname leaf-2"),
                *("interface 10GE1/0/1", "portswitch", "undo mtu", "description new", "quit"),
                *("bgp 65001", "undo peer 10.0.0.1 description", "peer 10.0.0.3 as-number 65000", "quit"),
            ],
        ),
        (
            JUNOS,
            JUNOS_BEFORE,
            JUNOS_AFTER,
            [
                *("delete interfaces ge-0/0/1", "delete interfaces ge-0/0/0 mtu"),
                'set interfaces ge-0/0/0 description "to the south"',
                "delete interfaces ge-0/0/0 unit 0 family inet address 10.0.0.0/31",
                *("set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.2/31", "set protocols lldp"),
            ],
        ),
        (
            NXOS_FEATURES,
            "router bgp 1\nfeature bgp\nfeature ospf\n",
            "vlan 10\nfeature lacp\nfeature vn-segment-vlan-based\nrouter bgp 2\nfeature bgp\n",
            [
                *(
                    "feature lacp",
                    "feature vn-segment-vlan-based",
                    "no router bgp 1",
                    "vlan 10",
                    "router bgp 2",
                    "exit",
                ),
                "no feature ospf",
            ],
        ),
    ],
    ids=["vrp", "junos", "nxos"],
)
def test_what_is_typed_is_in_the_words_of_the_grammar(
    grammar: Grammar, before: str, after: str, typed: list[str]
) -> None:
    found = difference(read(before, grammar), read(after, grammar), grammar)
    assert sorted(found.remediation) == sorted(typed)
    first = [line for line in found.remediation if line.startswith("feature")]
    assert list(found.remediation[: len(first)]) == first
    assert not difference(read(after, grammar), read(after, grammar), grammar)


ORDERS = [
    (VRP, "acl number 3000\n rule permit ip source 10.0.0.0 0.0.0.255\n rule deny ip\n"),
    (JUNOS, "firewall {\n filter edge {\n term good { then accept; }\n term rest { then discard; }\n }\n}\n"),
]


@pytest.mark.parametrize(("grammar", "text"), ORDERS, ids=["vrp", "junos"])
def test_a_section_with_an_order_is_typed_anew_when_its_lines_have_moved(grammar: Grammar, text: str) -> None:
    before = read(text, grammar)
    after = _turned(before)
    found = difference(before, after, grammar)
    assert found
    assert found.text.startswith(("- acl number 3000", "  firewall"))
    assert any(line.startswith(grammar.negation) for line in found.remediation)
    unordered = Grammar(negation=grammar.negation, closing=grammar.closing, layout=grammar.layout)
    assert not difference(before, after, unordered)


def _turned(tree: Tree) -> Tree:
    return {line: _turned(tree[line]) for line in reversed(list(tree))}


def test_a_section_with_an_order_comes_whole_and_in_its_order() -> None:
    before, after = (read(f"acl number 3000\n rule {one}\n rule {other}\n", VRP) for one, other in ("ab", "ba"))
    assert difference(before, after, VRP).remediation == (
        *("undo acl number 3000", "acl number 3000", "rule b", "rule a", "quit"),
    )


@pytest.mark.parametrize(
    ("grammar", "line", "shown"),
    [
        (VRP, " peer 10.0.0.1 password cipher %^%#secret", " peer 10.0.0.1 password cipher <redacted>"),
        (VRP, " undo peer 10.0.0.1 password cipher x9", " undo peer 10.0.0.1 password cipher <redacted>"),
        (JUNOS, '  authentication-key "$9$secret"', '  authentication-key "<redacted>"'),
    ],
)
def test_secrets_are_masked_also_where_they_are_taken_back(grammar: Grammar, line: str, shown: str) -> None:
    assert redact_line(line, grammar) == shown


_INTERFACE = st.fixed_dictionaries(
    {},
    optional={
        "description": st.sampled_from(["description north", "description south"]),
        "mtu": st.sampled_from(["mtu 9000", "mtu 1500"]),
        "mode": st.just("undo portswitch"),
        "address": st.sampled_from(["ip address 10.0.0.0 31", "ip address 10.0.0.2 31"]),
        "extra": st.just("ip address 10.9.0.1 24 sub"),
    },
)
_RULES = st.permutations(["rule permit a", "rule permit b", "rule deny"]).flatmap(
    lambda rules: st.integers(1, 3).map(lambda count: rules[:count])
)


@st.composite
def configurations(draw: st.DrawFn) -> Tree:
    tree: dict[str, Tree] = {draw(st.sampled_from(["sysname a", "sysname b"])): {}}
    for number in draw(st.sets(st.integers(1, 3))):
        tree[f"interface 10GE1/0/{number}"] = {line: {} for line in draw(_INTERFACE).values()}
    if draw(st.booleans()):
        tree["acl number 3000"] = {line: {} for line in draw(_RULES)}
    return tree


@given(configurations(), configurations())
def test_what_is_typed_leads_from_any_configuration_to_any_other(before: Tree, after: Tree) -> None:
    """Typed into a device that does what the manual says, and nothing else."""
    found = difference(before, after, VRP)
    device = _typed_into(before, found.remediation)
    assert device == after
    assert [list(device[line]) for line in device if line.startswith("acl")] == [
        list(after[line]) for line in after if line.startswith("acl")
    ]
    assert not difference(device, after, VRP)


def _typed_into(tree: Tree, lines: Sequence[str]) -> dict[str, dict[str, Tree]]:
    root: dict[str, dict[str, Tree]] = {line: dict(section) for line, section in tree.items()}
    title = ""
    for line in lines:
        here = root[title] if title else root
        if line == VRP.closing:
            assert title
            title = ""
        elif line.startswith(VRP.negation) and line != "undo portswitch":
            gone = list(_meant(here, line.removeprefix(VRP.negation)))
            assert gone, line
            for one in gone:
                del here[one]
        elif line == "portswitch":
            del here["undo portswitch"]
        else:
            own = identity(line, title, VRP)
            for other in [one for one in here if own is not None and identity(one, title, VRP) == own]:
                del here[other]
            here.setdefault(line, {})
            title = line if not title and line.startswith(("interface ", "acl ")) else title
    return root


def _meant(section: dict[str, dict[str, Tree]] | dict[str, Tree], words: str) -> Iterator[str]:
    exact = [line for line in section if line == words]
    yield from exact or [line for line in section if line.startswith(f"{words} ") and not line.endswith(" sub")]
