"""What configurations and cables lead to: links, MLAG, BGP, EVPN."""
