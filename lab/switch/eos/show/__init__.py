"""What `show` commands answer, one file a subject; `COMMANDS` lists them all."""

from lab.switch.eos.show import bgp, configuration, evpn, interfaces, layer2, lldp, mlag, routes, system, vxlan
from lab.switch.eos.show.ask import ShowCommand

COMMANDS: tuple[ShowCommand, ...] = (
    *system.COMMANDS,
    *configuration.COMMANDS,
    *interfaces.COMMANDS,
    *lldp.COMMANDS,
    *layer2.COMMANDS,
    *mlag.COMMANDS,
    *bgp.COMMANDS,
    *evpn.COMMANDS,
    *vxlan.COMMANDS,
    *routes.COMMANDS,
)
