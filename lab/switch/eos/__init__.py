"""The console of Arista EOS: its command line, sessions, commits and `show` commands."""
