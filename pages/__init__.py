"""Pages connect components to the box office; this file only maps routes."""

import secrets
from functools import partial

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nicegui import app, ui

from components import theme
from components.movies.poster import generated
from components.words import FIRST_LANGUAGE, LANGUAGES, Words
from pages import magic_links
from pages.bookings import BookingsPage
from pages.catalogue import CataloguePage
from pages.edge import crawlers, downloads, security
from pages.edge.closed_pages import ClosedPages
from pages.edge.live import LiveFeeds
from pages.edge.request_context import Visit, number_in, performer
from pages.edge.session import ACCOUNT, LANGUAGE
from pages.error_pages import NOT_FOUND, answer_not_now, page, show_failure, show_not_found
from pages.movie import MoviePage
from pages.sessions import SessionsPage
from pages.shared_seat import SharedSeatPage
from pages.showtime import ShowtimePage
from pages.staff.cashier import CashierPage
from pages.styleguide import show_styleguide
from pages.ticket import TicketPage
from tiketa.identity import customers
from tiketa.kernel.errors.programme import UnknownMovie
from tiketa.kernel.errors.refusals import NotNow
from tiketa.office import BoxOffice
from tiketa.programme import movies


def register(office: BoxOffice) -> None:
    """Map every route; called once for each server."""
    app.storage.max_tab_storage_age = 60.0  # seconds; nothing of ours is kept there, and it is 30 days by default
    # NiceGUI keeps a page's state in the process that built it: its socket's address names that to nginx.
    app.config.socket_io_js_query_params["p"] = office.settings.process_name or secrets.token_hex(4)
    theme.install()
    ClosedPages().install()
    security.install(office)
    downloads.register(office)
    magic_links.register(office)
    _register_pages(office, LiveFeeds(office))
    if office.settings.debug:
        ui.page("/styleguide")(lambda: show_styleguide(Visit.here(office)))
    app.get("/language/{language}", include_in_schema=False)(partial(choose_language, office))
    app.get("/posters/{movie_id}.svg", include_in_schema=False)(partial(draw_poster, office))
    app.get("/robots.txt", include_in_schema=False)(partial(crawlers.robots, office))
    app.get("/sitemap.xml", include_in_schema=False)(partial(crawlers.sitemap, office))
    app.on_page_exception(lambda: show_failure(Visit.here(office)))
    app.add_exception_handler(NotNow, partial(answer_not_now, office))


async def draw_poster(office: BoxOffice, movie_id: str) -> Response:
    """Answer with a poster for a film that nobody has drawn one for; 404 where there is no such film."""
    try:
        movie = await office.perform(movies.movie, number_in(movie_id))
    except UnknownMovie:
        return Response(status_code=NOT_FOUND)
    t = Words(FIRST_LANGUAGE, office.settings.zone)
    poster = generated(
        movie.title,
        movie.genres,
        studio=t("gallery.studio", number=movie.studio_number) if movie.studio_number else "",
        credit=f"{movie.director} · {movie.release_date.year}",
    )
    return Response(poster, media_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


def show_nothing_here(office: BoxOffice) -> None:
    """Answer an unknown address with the 404 page."""
    show_not_found(Visit.here(office))


async def choose_language(
    office: BoxOffice,
    request: Request,
    language: str,
    next: str = "/",  # noqa: A002  the address's word
) -> RedirectResponse:
    """Remember the language and return to the page, which must be one of ours."""
    if language in LANGUAGES:
        request.session[LANGUAGE] = language
        if ACCOUNT in request.session:
            await performer(office, request).perform(customers.remember_language, language)
    is_ours = next.startswith("/") and not next.startswith("//") and "\\" not in next
    return RedirectResponse(next if is_ours else "/", status_code=303)


def _register_pages(office: BoxOffice, feeds: LiveFeeds) -> None:
    @page(office, "/")
    async def catalogue(genre: str = "", q: str = "") -> None:
        await CataloguePage(Visit.here(office), feeds).build(genre=genre, text=q)

    @page(office, "/movie/{movie_id}")
    async def movie(movie_id: str) -> None:
        await MoviePage(Visit.here(office), feeds).build(movie_id)

    @page(office, "/book/{showtime_id}")
    async def book(showtime_id: str, move: str = "", seats: str = "") -> RedirectResponse | None:
        return await ShowtimePage(Visit.here(office), feeds).build(showtime_id, move=move, seats=seats)

    _register_desks(office, feeds)


def _register_desks(office: BoxOffice, feeds: LiveFeeds) -> None:
    """Map the pages about bookings that were made."""

    @page(office, "/ticket/{code}")
    async def ticket(code: str, key: str = "") -> RedirectResponse | None:
        return await TicketPage(Visit.here(office), feeds).build(code, key=key)

    @page(office, "/seat/{token}")
    async def seat(token: str) -> None:
        await SharedSeatPage(Visit.here(office), feeds).build(token)

    @page(office, "/cashier")
    async def cashier() -> None:
        await CashierPage(Visit.here(office)).build()

    @page(office, "/sessions")
    async def open_sessions() -> None:
        await SessionsPage(Visit.here(office)).build()

    @page(office, "/bookings")
    async def bookings() -> None:
        await BookingsPage(Visit.here(office)).build()
