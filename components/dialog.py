"""Dialogs: a page keeps at most one of each kind, however often somebody asks for another."""

from collections.abc import Callable

from nicegui import ui


def only_dialog(kind: str, *, on_hidden: Callable[[], object] = lambda: None) -> ui.dialog:
    """Create a dialog with this class, in place of the one that the page may still have.

    Hiding it deletes it, and calls `on_hidden`.
    """
    for element in _dialogs():
        if kind in element.classes:
            element.delete()
    dialog = ui.dialog().classes(kind)

    def hidden() -> None:
        dialog.delete()
        on_hidden()

    dialog.on("hide", hidden)
    return dialog


def close_dialogs() -> None:
    """Close all dialogs of this page."""
    for dialog in _dialogs():
        dialog.close()


def _dialogs() -> list[ui.dialog]:
    return [element for element in ui.context.client.elements.values() if isinstance(element, ui.dialog)]
