"""Findings, by one writer for each format; `sddc validate` and `sddc rules check` use the same."""
