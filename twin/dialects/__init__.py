"""Network operating systems whose configuration text is understood, a folder each."""
