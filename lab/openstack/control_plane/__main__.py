"""Start here: `serve SERVICE OWNER LOCKS STATE…` or `create-schema SERVICE STATE`."""

import importlib.util
import signal
import sys
from pathlib import Path


def load_package() -> None:
    """Make this folder importable as `control_plane`, and nothing beside it."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        "control_plane", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["control_plane"] = package
    spec.loader.exec_module(package)
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != folder]


def main(argv: list[str]) -> None:
    """Do what the command line says; it is written by the project, never by a person."""
    from control_plane import launch, owner, schema

    verb, service, *rest = argv
    sys.argv = [service]  # the services read their options from it
    if verb == "serve":
        belongs_to, locks, *states = rest
        descriptors = [int(lock) for lock in locks.split(",")]
        launch.launch(service, [Path(state) for state in states], descriptors, owner.read_owner(belongs_to))
    elif verb == "create-schema":
        schema.create(service, Path(rest[0]))
    else:
        sys.exit(f"unknown verb {verb}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_package()
    main(sys.argv[1:])
