"""Tiketa with an empty page at `/floor`: what the framework itself costs on this machine, in this run."""

from nicegui import ui

from main import main


@ui.page("/floor")
def floor() -> None:
    """Show nothing."""


if __name__ == "__main__":
    main()
