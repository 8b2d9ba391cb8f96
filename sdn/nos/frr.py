"""FRR on Linux."""

from types import MappingProxyType
from typing import Final

from sdn.nos.editing import Editing
from sdn.nos.nos import Capabilities, CommitStyle, Grade, Nos

FRR: Final = Nos(
    name="frr",
    title="FRR on Linux",
    # A Linux shell, from which vtysh is asked: bridges, LLDP and files are out of vtysh's reach.
    netmiko_device_type="linux",
    commit_style=CommitStyle.DEAD_MAN_TIMER,
    capabilities=Capabilities(
        mlag=False, l3_vni=False, timed_commit=False, bfd=False, overlay_on_underlay_sessions=True
    ),
    management_port="mgmt0",
    parts=("frr.conf", "interfaces"),
    error_patterns=(r"^%\s",),
    volatile_lines=(
        r"^!$",
        r"^\s*$",
        r"^end$",
        r"^Building configuration",
        r"^Current configuration:",
        r"^frr version ",
        r"^exit(-\S+)?$",
    ),
    # The host name is Linux's, and FRR's daemons take it over when they start.
    unmanaged_lines=(
        r"^hostname ",
        r"^(enable )?password ",
        r"^log ",
        r"^ip nht ",
        r"^no ipv6 forwarding$",
        r"^ip(v6)? forwarding$",
    ),
    secret_lines=(
        # Also where vtysh quotes a line that it refuses.
        r"(?:^|\s)neighbor \S+ password (?P<secret>.+)$",
        r"(?:^|\s)(?:enable )?password(?: 8)? (?P<secret>.+)$",
    ),
    state_commands=MappingProxyType(
        {
            "version": "show version",
            "bgp": "show bgp vrf all ipv4 unicast summary json",
            "evpn": "show bgp l2vpn evpn summary json",
            "vni": "show evpn vni detail json",
            "vtep": "show evpn vni detail json",
            "lldp": "lldpcli -f json0 show neighbors",
            "mtu": "show interface json",
        }
    ),
    editing=Editing(single_valued=MappingProxyType({})),
    terminal_setup=("terminal length 0",),
    grade=Grade.DOCUMENTED,
)
