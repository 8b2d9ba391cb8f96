"""Arista EOS switches, emulated over real SSH on loopback by one process."""
