"""The trailer: a frame of YouTube's that is there only while its dialog is open."""

from nicegui import ui

from components.text import Words

PLAYER = "https://www.youtube-nocookie.com/embed/"


class TrailerDialog:
    """Opens a frame with a trailer, and removes it on closing, so that it stops and nobody is contacted before."""

    def __init__(self, t: Words) -> None:
        """Prepare an empty dialog."""
        self._t = t
        with ui.dialog().props("aria-modal=true").classes("trailer") as self._dialog:
            self._stage = ui.element("div").classes("trailer__stage")
        self._dialog.on("hide", self._stage.clear)

    def open(self, youtube_id: str, title: str) -> None:
        """Show the trailer with this id of 11 characters."""
        self._stage.clear()
        with self._stage:
            frame = ui.element("iframe").mark("trailer-frame")
            frame.props["src"] = f"{PLAYER}{youtube_id}?autoplay=1"
            frame.props["title"] = self._t("movie.trailer_of", title=title)
            frame.props["allow"] = "autoplay; encrypted-media; fullscreen; picture-in-picture"
            frame.props["allowfullscreen"] = True
            frame.props["referrerpolicy"] = "strict-origin-when-cross-origin"  # without one YouTube answers 153
            close = ui.button(self._t("movie.close"), on_click=self._dialog.close)
            close.classes("trailer__close").props("flat no-caps data-testid=close-trailer")
        self._dialog.open()
