from pathlib import Path

import pytest

from twin.dialects.eos.editor import Editor, factory, parse
from twin.dialects.eos.grammar import COMMANDS, MODES, PROMPTS
from twin.dialects.eos.tree import render

DATA = Path(__file__).parent / "data"
PORTS = (*tuple(f"Ethernet{number}" for number in range(1, 57)), "Management1")
CONFIGS = sorted(DATA.glob("*.cfg"))


def entered(*lines: str) -> tuple[list[str], list[str]]:
    """Enter lines into a fresh switch; return the answers and the configuration."""
    editor = Editor(factory(PORTS), frozenset(PORTS))
    return [editor.enter(line) for line in lines], render(editor.root)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_line_of_a_realistic_configuration_is_accepted(path: Path) -> None:
    _, refused = parse(path.read_text(encoding="utf-8"), PORTS)
    assert refused == ()


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_canonical_configuration_is_shown_as_it_was_entered(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root, _ = parse(text, PORTS)
    shown = {line for line in render(root) if line.strip() != "!"}
    wanted = {line for line in text.splitlines() if line.strip() not in ("!", "end")}
    ports = {f"interface {port}" for port in PORTS}
    assert wanted - shown == set()
    assert shown - wanted - ports == set()


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["bogus"], "% Invalid input (at token 0: 'bogus')"),
        (["interface Ethernet99"], "% Invalid input (at token 1: 'Ethernet99')"),
        (["interface FastEthernet1"], "% Invalid input (at token 1: 'FastEthernet1')"),
        (["interface"], "% Incomplete command"),
        (["vlan 4095"], "% Invalid input (at token 1: '4095')"),
        (["vlan 0"], "% Invalid input (at token 1: '0')"),
        (["vlan 10-9"], "% Invalid input (at token 1: '10-9')"),
        (["no vlan 1"], "% Default VLAN cannot be deleted"),
        (["hostname"], "% Incomplete command"),
        (["hostname leaf_1 extra"], "% Invalid input (at token 2: 'extra')"),
        (["ip"], "% Incomplete command"),
        (["no ip"], "% Incomplete command"),
        (["s"], "% Ambiguous command"),
        (["ip route 10.0.0.1/24 10.0.0.2"], "% Invalid input (at token 2: '10.0.0.1/24')"),
        (["ip route 10.0.0.0/33 10.0.0.2"], "% Invalid input (at token 2: '10.0.0.0/33')"),
        (["ip virtual-router mac-address 00:1c:73:00:00"], "% Invalid input (at token 3: '00:1c:73:00:00')"),
        (["spanning-tree mode fast"], "% Invalid input (at token 2: 'fast')"),
        (["spanning-tree mst 0 priority 70000"], "% Invalid input (at token 4: '70000')"),
        (["router bgp 4294967296"], "% Invalid input (at token 2: '4294967296')"),
        (["router bgp 65001", "router bgp 65002"], "% BGP is already running with AS number 65001"),
        (["description outside"], "% Invalid input (at token 0: 'description')"),
        (["neighbor 10.0.0.1 remote-as 65001"], "% Invalid input (at token 0: 'neighbor')"),
        (["interface Ethernet1", "mtu 9215"], "% Invalid input (at token 1: '9215')"),
        (["interface Ethernet1", "mtu"], "% Incomplete command"),
        (["interface Ethernet1", "ip address 10.0.0.1"], "% Invalid input (at token 2: '10.0.0.1')"),
        (["interface Ethernet1", "ip address 10.0.0.256/31"], "% Invalid input (at token 2: '10.0.0.256/31')"),
        (["interface Ethernet1", "switchport mode trunkk"], "% Invalid input (at token 2: 'trunkk')"),
        (["interface Ethernet1", "switchport trunk allowed vlan 4095"], "% Invalid input (at token 4: '4095')"),
        (["interface Ethernet1", "channel-group 1"], "% Incomplete command"),
        (["interface Ethernet1", "channel-group 1 mode actif"], "% Invalid input (at token 3: 'actif')"),
        (["interface Loopback0", "switchport"], "% Invalid input (at token 0: 'switchport')"),
        (["interface Vxlan1", "vxlan vlan 10 vni 16777215"], "% Invalid input (at token 4: '16777215')"),
        (["interface Vxlan1", "vxlan vlan 10 vni"], "% Incomplete command"),
        (["router bgp 65001", "neighbor 10.0.0.300 remote-as 1"], "% Invalid input (at token 1: '10.0.0.300')"),
        (["router bgp 65001", "neighbor SPINES remote-as 1"], "% Invalid input (at token 1: 'SPINES')"),
        (["router bgp 65001", "neighbor 10.0.0.1 peer group SPINES"], "% Peer group SPINES does not exist"),
        (["router bgp 65001", "vlan 10", "rd 4200000000:70000"], "% Invalid input (at token 1: '4200000000:70000')"),
        (["router bgp 65001", "vlan 10", "route-target both 10"], "% Invalid input (at token 2: '10')"),
        (["router bgp 65001", "address-family l2vpn"], "% Invalid input (at token 1: 'l2vpn')"),
        (["ip prefix-list loopbacks", "seq 10 permit 10.0.0.0/8 eq 33"], "% Invalid input (at token 5: '33')"),
        (["route-map only permit"], "% Incomplete command"),
        (["mlag configuration", "peer-link"], "% Incomplete command"),
        (["mlag configuration", "local-interface Ethernet1"], "% Invalid input (at token 1: 'Ethernet1')"),
        (["username admin secret"], "% Incomplete command"),
    ],
)
def test_refusals(lines: list[str], answer: str) -> None:
    answers, _ = entered(*lines)
    assert answers == [""] * (len(lines) - 1) + [answer]


def test_a_refused_line_changes_nothing() -> None:
    _, before = entered()
    _, after = entered("vlan 4095", "bogus", "ip route 10.0.0.1/24 10.0.0.2")
    assert after == before


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("int et1", "interface Ethernet1"),
        ("interface ethernet 7", "interface Ethernet7"),
        ("INTERFACE PO3", "interface Port-Channel3"),
        ("host leaf-9", "hostname leaf-9"),
        ("vl 10", "vlan 10"),
    ],
)
def test_words_may_be_shortened(typed: str, shown: str) -> None:
    answers, lines = entered(typed)
    assert answers == [""]
    assert shown in lines


def test_every_section_has_commands_and_a_prompt() -> None:
    opened = {command.opens for commands in COMMANDS.values() for command in commands if command.opens}
    assert opened <= set(MODES)
    assert opened <= set(PROMPTS)


def test_the_refusal_that_got_furthest_is_the_one_told() -> None:
    answers, _ = entered("interface Ethernet1", "vlan 4095")
    assert answers[-1] == "% Invalid input (at token 1: '4095')"
