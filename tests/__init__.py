"""The tests; a package only so that `python -m tests.generated_docs` finds its own file."""
