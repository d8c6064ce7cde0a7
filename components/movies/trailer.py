"""The trailer: a YouTube frame that exists only while its dialog is open."""

from nicegui import ui

from components.dialog import only_dialog
from components.words import Words

PLAYER = "https://www.youtube-nocookie.com/embed/"


def play_trailer(youtube_id: str, title: str, t: Words) -> None:
    """Open a dialog with the trailer of this id of 11 characters; closing removes the frame, so that it stops."""
    with only_dialog("trailer") as dialog, ui.element("div").classes("trailer__stage"):
        dialog.props["aria-label"] = t("movie.trailer_of", title=title)
        frame = ui.element("iframe").mark("trailer-frame")
        frame.props["src"] = f"{PLAYER}{youtube_id}?autoplay=1"
        frame.props["title"] = t("movie.trailer_of", title=title)
        frame.props["allow"] = "autoplay; encrypted-media; fullscreen; picture-in-picture"
        frame.props["referrerpolicy"] = "strict-origin-when-cross-origin"  # without one YouTube answers 153
        close = ui.button(t("movie.close"), on_click=dialog.close)
        close.classes("trailer__close").props("flat no-caps data-testid=close-trailer")
    dialog.open()
