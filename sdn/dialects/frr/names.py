"""What FRR and Linux call interfaces."""


class FrrNames:
    """The interfaces that the intent knows by number; there are no bundles and no routed VLANs here."""

    def bundle(self, number: int) -> str:
        """Return the name of a bond."""
        return f"bond{number}"

    def loopback(self, _: int) -> str:
        """Return the name of the one loopback, which has all addresses."""
        return "lo"

    def vlan_interface(self, vlan: int) -> str:
        """Return the name of the routed interface of a VLAN."""
        return f"vlan{vlan}"
