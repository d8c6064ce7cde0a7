"""Dialogs: a page keeps at most one of each kind, however often somebody asks for another."""

from nicegui import ui


def only_dialog(kind: str) -> ui.dialog:
    """Create a dialog with this class, in place of the one that the page may still have; hiding it deletes it."""
    for element in list(ui.context.client.elements.values()):
        if isinstance(element, ui.dialog) and kind in element.classes:
            element.delete()
    dialog = ui.dialog().classes(kind)
    dialog.on("hide", dialog.delete)
    return dialog
