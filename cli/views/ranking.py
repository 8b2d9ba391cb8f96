"""A ranking of losses for people."""

from typing import TYPE_CHECKING

from continuity.whatif.ranking import Harm, Ranking
from inventory.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


def show_ranking(console: "Console", ranking: Ranking, most: int, *, pairs: bool) -> None:
    """Print the most harmful losses, how many harm nothing, and what is not known."""
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    what = "pairs" if pairs else "single losses"
    shown = ranking.worst[:most]
    if shown:
        table = Table(title=f"The worst of {ranking.examined:,} {what}", box=SIMPLE_HEAD, title_justify="left")
        table.add_column("lost")
        table.add_column("servers", justify="right")
        table.add_column("kW", justify="right")
        table.add_column("overloaded")
        table.add_column("pools")
        for harm in shown:
            watts = f"{harm.watts / 1000:,.1f}" if harm.watts else ""
            names = " + ".join(harm.taken_out)
            table.add_row(
                escape(names), str(len(harm.servers) or ""), watts, escape(_overload(harm)), escape(_pools(harm))
            )
        console.print(table)
    more = f" (the worst {len(shown)} are shown)" if ranking.harmful > len(shown) else ""
    harmless = ranking.examined - ranking.harmful
    console.print(f"{harmless:,} of {ranking.examined:,} {what} do no harm; {ranking.harmful:,} do{more}.")
    for text in _at_rest(ranking, most):
        console.print(f"[bold red]broken[/] {escape(text)}")
    for gap in ranking.gaps[:most]:
        console.print(f"[bold red]unknown[/] {escape(gap.detail)}")


def _at_rest(ranking: Ranking, most: int) -> "Iterator[str]":
    """Return what is wrong with nothing taken out."""
    sinks = ranking.at_rest.sinks
    if sinks:
        verb = "does" if len(sinks) == 1 else "do"
        yield f"{counted(len(sinks), 'server')} {verb} not work with nothing taken out: {', '.join(sinks[:3])}."
    for one in ranking.at_rest.overloaded[:most]:
        load, limit = one.load_watts / 1000, one.limit_watts / 1000
        yield f"{one.component} is overloaded with nothing taken out: {load:,.1f} kW of {limit:,.1f} kW."


def _overload(harm: Harm) -> str:
    over = [f"{one.component} {one.load_watts / one.limit_watts:.0%}" for one in harm.overloaded]
    names = [f"{key} trips" for key in harm.tripped] + over
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")  # noqa: PLR2004 - two fit


def _pools(harm: Harm) -> str:
    if harm.pools is None:
        return ""
    parts = []
    for pool in harm.pools:
        placed = f"{pool.fate.pool}: nothing to place"
        if pool.displaced:
            placed = f"{pool.fate.pool}: {sum(pool.placed.values())} of {counted(pool.displaced, 'instance')} placed"
        shed = f", {pool.shed} shed" if pool.shed else ""
        lost = f", {pool.unplaced} nowhere" if pool.unplaced else ""
        parts.append(placed + shed + lost)
    return "; ".join(parts)
