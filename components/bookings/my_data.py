"""What is kept about a customer who is signed in: to download, and to delete."""

import htpy as h
from markupsafe import Markup

from components.fragment import part
from components.markup import action_button, rendered
from components.words import Words


def data_section(t: Words, *, days: int) -> Markup:
    """Return the part `my_data`, actions `export_data` and `ask_delete`; contacts are kept so many days."""
    buttons = (
        action_button(t("privacy.export"), "export_data", testid="export-data"),
        action_button(t("privacy.delete"), "ask_delete", testid="ask-delete"),
    )
    return part("my_data", _section(t, h.fragment[h.p[t("privacy.text", days=days)], *buttons]))


def delete_question(t: Words) -> Markup:
    """Return the question before all is deleted, action `delete_data`."""
    button = action_button(t("privacy.sure_button"), "delete_data", testid="delete-data")
    return rendered(_section(t, h.fragment[h.p[t("privacy.sure")], button]))


def data_deleted(t: Words) -> Markup:
    """Return what stands there when it is deleted."""
    return rendered(_section(t, h.p(data_testid="data-deleted")[t("privacy.deleted")]))


def _section(t: Words, content: h.Node) -> h.Renderable:
    return h.section(".access.surface", data_testid="my-data")[h.h2[t("privacy.title")], content]
