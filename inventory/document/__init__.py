"""The estate as it is written: strict pydantic models of the YAML, compact and with units.

This is the edge: nothing below `inventory/expansion/` sees these models.
"""
