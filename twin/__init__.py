"""The network as its texts make it: configurations read as the devices would read them, and what they lead to together.

A second opinion on what `sdn` renders, with which it shares no code: `dialects` reads text and says what it did not
understand, `convergence` computes links, MLAG, BGP and EVPN, and `reachability` answers who reaches whom.
"""
