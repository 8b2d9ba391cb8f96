"""Switches emulated over real SSH on loopback by one process: a console for each over the `twin` of the fabric."""
