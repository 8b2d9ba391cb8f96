"""What if: a scenario followed through power, cooling and network to hosts, pools and services.

**Infrastructure.** What is lost or maintained is taken out of the capacity graph; what fails with it, where the load
goes and what trips is `facility.graph`'s answer. Servers with an idle draw draw by what runs on them (`watts`),
so instances that are placed elsewhere raise load there, which may trip something, until nothing more is lost.

**Pools.** Instances are packed into real hosts, as `provisioning.placement` does it. Those on lost hosts, and those
that a peak or growth adds, are placed again: first at their own site, then at the nearest other one that has the pool
and the tier's networks, the most important services first. Where something more important finds no place, services are
shed in the order that they declare, and come back as far as room is left. A packing is a proof that it fits; that it
does not fit is found by a greedy search, which may miss an arrangement that only moving others would make.

**Live use.** Where a cloud has told its use, the room on its hosts is what it says is free; which instance runs on
which host is computed in any case. What is used on lost hosts beyond the declared instances is placed
as instances of the largest flavor; if these find no place, it is unknown where that use goes.

**Unknown.** What the estate does not say is never taken for good: it makes the verdict `unknown`.
"""
