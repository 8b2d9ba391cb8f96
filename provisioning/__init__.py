"""Compute: pools in OpenStack clouds and the hosts below them."""
