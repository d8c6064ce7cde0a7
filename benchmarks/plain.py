"""A NiceGUI page with one word on it and no Tailwind: the floor for what a browser shows first."""

import os

from nicegui import ui


@ui.page("/")
def plain() -> None:
    """Show a word, for an empty page has no first contentful paint."""
    ui.label("Tiketa")


if __name__ == "__main__":
    ui.run(host="127.0.0.1", port=int(os.environ["PORT"]), tailwind=False, reload=False, show=False)
