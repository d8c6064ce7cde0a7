"""Every piece of the design, for who works on it; there in debug mode only."""

from components import theme
from components.html import Html
from components.styleguide import styleguide
from pages.visit import Visit


def show_styleguide(visit: Visit) -> None:
    """Build the page."""
    theme.frame(visit.t, visit.t("style.title"), here=visit.path)
    theme.main(Html(styleguide(visit.t))).classes("style")
