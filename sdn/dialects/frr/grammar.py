"""The grammar of FRR's configuration, as `vtysh` shows it; changes are made by `frr-reload.py`, never typed."""

from typing import Final

from sdn.grammar import Grammar

FRR_GRAMMAR: Final = Grammar(
    negation="no ",
    closing="exit",
    volatile_lines=(
        r"^!",
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
)
