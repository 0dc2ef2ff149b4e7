"""Runs the command as ``python -m converters``."""

import sys


def run() -> None:
    """Run the command, or say what is missing for it."""
    try:
        from converters.cli.commands import main
    except ModuleNotFoundError as exc:
        if exc.name != "click":
            raise
        sys.exit("The command needs an extra: pip install 'orm-attrs[cli]'")
    main(prog_name="orm-attrs")


if __name__ == "__main__":
    run()
