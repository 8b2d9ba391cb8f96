"""Cisco NX-OS on Nexus 9000, release 10.4: a dialect to begin with."""

from typing import Final

from inventory.model.platforms import platform_named
from sdn.dialects.dialect import Dialect, Grade
from sdn.dialects.nxos.commit import commit_two_stage
from sdn.dialects.nxos.facts import LEFT_OUT, PARTS
from sdn.dialects.nxos.grammar import NXOS_GRAMMAR
from sdn.dialects.nxos.names import NxosNames
from sdn.dialects.nxos.reading import NxosReading, interfaces_up, nxos_tree, port_of_section, shown_intent

NXOS: Final = Dialect(
    platform=platform_named("nxos"),
    package=__name__,
    parts=PARTS,
    grammar=NXOS_GRAMMAR,
    names=NxosNames(),
    tree=nxos_tree,
    reading=NxosReading(),
    shown_intent=shown_intent,
    port_of_section=port_of_section,
    interfaces_up=interfaces_up,
    commit=commit_two_stage,
    grade=Grade.ASSUMED,
    left_out=LEFT_OUT,
)
