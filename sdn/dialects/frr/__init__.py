"""FRR on Linux."""

from typing import Final

from inventory.model.platforms import platform_named
from sdn.dialects.dialect import Dialect, Grade
from sdn.dialects.frr.commit import commit_dead_man
from sdn.dialects.frr.facts import LEFT_OUT, PARTS
from sdn.dialects.frr.grammar import FRR_GRAMMAR
from sdn.dialects.frr.names import FrrNames
from sdn.dialects.frr.reading import FrrReading, frr_tree
from sdn.dialects.frr.shown_intent import interfaces_up, port_of_section, shown_intent

FRR: Final = Dialect(
    platform=platform_named("frr"),
    package=__name__,
    parts=PARTS,
    grammar=FRR_GRAMMAR,
    names=FrrNames(),
    tree=frr_tree,
    reading=FrrReading(),
    shown_intent=shown_intent,
    port_of_section=port_of_section,
    interfaces_up=interfaces_up,
    commit=commit_dead_man,
    grade=Grade.DOCUMENTED,
    left_out=LEFT_OUT,
)
