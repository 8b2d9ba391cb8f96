"""What can go wrong with the FRR lab."""


class FrrLabError(Exception):
    """The lab cannot do what was asked; the message says why, and what to do about it."""
