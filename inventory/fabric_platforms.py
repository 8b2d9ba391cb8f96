"""What the switches of a fabric run, and so what can be asked of them."""

from collections.abc import Iterable

from inventory.model.fabric import Fabric, Switch, SwitchRole
from inventory.model.platforms import Platform, platform_named


def platforms_of(fabric: Fabric, switches: Iterable[Switch]) -> tuple[Platform, ...]:
    """Return what the leaf and border switches of a fabric run, each platform once, in the order of the estate.

    A rule sees to it that they pair up and route alike, so that the first speaks for all; without any, the spines do.
    """
    own = [switch for switch in switches if switch.fabric == fabric.name]
    members = [switch for switch in own if switch.role is not SwitchRole.SPINE] or own
    return tuple(platform_named(nos) for nos in dict.fromkeys(switch.nos for switch in members))
