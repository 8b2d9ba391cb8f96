"""Cisco NX-OS: what its configuration means; enough to begin with."""
