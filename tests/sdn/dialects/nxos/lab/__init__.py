"""A console that speaks a little NX-OS."""
