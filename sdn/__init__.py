"""The EVPN-VXLAN fabric: from the estate to switch configurations and back."""
