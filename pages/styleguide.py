"""The style guide: every piece of the design; in debug mode only."""

from components import theme
from components.fragment import Fragment
from components.styleguide import styleguide
from pages.edge.request_context import Visit


def show_styleguide(visit: Visit) -> None:
    """Build the page."""
    theme.frame(visit.t, visit.t("style.title"), here=visit.path)
    theme.main(Fragment(styleguide(visit.t))).classes("style")
