"""The network operating systems whose configuration text is understood."""

from twin.dialects.dialect import TwinDialect
from twin.dialects.eos.dialect import EOS_TWIN

DIALECTS: tuple[TwinDialect, ...] = (EOS_TWIN,)


def dialect_named(nos: str) -> TwinDialect:
    """Return the dialect of this name; raises LookupError with the known ones when there is none."""
    for dialect in DIALECTS:
        if dialect.nos == nos:
            return dialect
    raise LookupError(f"Configurations of {nos} are not understood; those of {', '.join(d.nos for d in DIALECTS)} are.")
