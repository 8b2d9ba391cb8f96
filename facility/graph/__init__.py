"""Take it out: what no longer works, where the load goes, and what would fix it.

Power, cooling and network are one capacity graph of components (`graph`); everything here is a pure function of it.
In the words of power systems this is contingency analysis: N−1 is `ranking.single_losses`, N−2 is
`pairs.pair_losses`.

**What works.** A component works if it is not taken out and each of its needs is met (AND). A need is met if enough
of its sources work: `at_least` of them, counted with multiplicity (two cords on one PDU are two entries), and, where
a need names `capacity_watts`, if the limits of the working sources add up to it. So `at_least=1` is "any one of
these" (OR), a group of N+1 is `at_least=N` of N+1, M(N+1) is a need on M such groups. A component without needs is
where things begin (a utility, a carrier). Running is what is asked, not starting from black: components that hold
each other up (a UPS whose room is cooled by units on that UPS) go on working until something outside of the cycle
fails.

**Where the load goes.** A need puts `draw_watts + passes × (what its component carries)` on its working sources: a
rack draws watts from its power need and the same watts, as heat, from its cooling need; a PDU passes on what it
carries; a chiller draws power and passes heat to its towers. The watts go to the sources in equal parts (cords), in
proportion to their ratings (modules, chillers, cooling units in parallel) or all to the first one that works
(transfer switches). What no longer works carries and draws nothing. Load never goes round in a cycle: such a graph
is refused.

**What is too much.** A component's limit is `rating × derating` (0.8 where load is continuous on a breaker): above
it, it is overloaded, a finding. Above the rating itself it trips, if trips are followed: all that are above at one
moment go together, their load moves on, and so forth until nothing trips any more. That is the careful reading; a UPS
that would go to bypass, or a room that would take minutes to heat up, is counted as failed. What was already above
before a loss does not count as the loss's doing; `Loss.at_rest` names it, and no loss is bearable while there is any.

**Pools that move.** `loss.lose` takes a function from the loss so far to watts that sinks draw more: instances placed
elsewhere bring their watts along, and those are followed as well, until nothing more is lost. What has tripped stays
down, whatever moves away from it later.
"""
