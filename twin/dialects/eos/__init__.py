"""Arista EOS: its grammar, what entering a line does, and what a configuration means."""
