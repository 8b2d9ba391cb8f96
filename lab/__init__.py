"""The embedded environment: emulated switches, real OpenStack clouds, hosts and FRR routers on one machine."""
