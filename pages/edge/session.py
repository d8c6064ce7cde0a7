"""A browser's session: what its cookie keeps, and the ends of sessions in every open page.

The cookie has an id, the language, and what is bound to that id; whatever that may open is in the database.
"""

import asyncio
from secrets import token_hex, token_urlsafe

from nicegui import Client, background_tasks
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.edge import rooms
from tiketa.identity import sessions
from tiketa.kernel import events
from tiketa.office import BoxOffice

ID = "id"  # NiceGUI's word for it
LANGUAGE = "language"  # the visitor's choice
ACCOUNT = "account"  # after signing in; without it accounts are not queried
CLOSED_AFTER = 3.0  # seconds; a form's answer, which brings the new cookie, comes before the page loads itself anew
LOADED_AFTER = 1.0  # seconds, in which the message reaches the browser

_ended: set[str] = set()  # the ids of pages that wait to be deleted


class NewVisitors:
    """Gives who comes without a session an id of 128 random bits; NiceGUI's own, a UUID, would have 122."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app; the session must be there already."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with an id."""
        if scope["type"] == "http" and ID not in scope["session"]:
            scope["session"][ID] = token_hex(16)
        await self._app(scope, receive, send)


def session_id(client: Client) -> str:
    """Return the session's id of the visitor for whom a page was built."""
    return str(client.request.session.get(ID, ""))


def renew(request: Request, new_id: str) -> None:
    """Give the browser another id; of what the cookie kept only the language stays."""
    language = request.session.get(LANGUAGE)
    request.session.clear()
    request.session[ID] = new_id
    if language:
        request.session[LANGUAGE] = language


def kept_of(purpose: str) -> str:
    """Return under which name the session keeps a link that was opened and waits for a yes."""
    return f"{purpose} link"


def proof() -> str:
    """Return what a page's form brings back, so that it can be sent twice (`tiketa.identity.sessions.renewed`)."""
    return token_urlsafe(16)


def end_pages_with_sessions(office: BoxOffice) -> None:
    """Take the open pages of each session that ends; called once for each server."""

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.SessionEnded):
            ended = [
                each for each in Client.instances.values() if sessions.reference(session_id(each)) == event.reference
            ]
            for client in ended:
                end_page(client)

    office.bus.subscribe(on_event)


def end_page(client: Client) -> None:
    """Take a page from its visitor: nothing is sent to it or taken from it any more.

    Then its sockets close, and the browser loads it anew; NiceGUI deletes it as it does those that were closed.
    """
    client_id = client.id  # a handler that held the client would keep it in memory, as a cycle
    if client_id not in _ended:
        _ended.add(client_id)
        client.on_delete(lambda: _ended.discard(client_id))
        background_tasks.create(_disconnect(client_id), name="end a page")


def has_ended(client: Client) -> bool:
    """Say whether a page was taken from its visitor, and waits to be deleted."""
    return client.id in _ended


async def _disconnect(client_id: str) -> None:
    sockets = await rooms.expel(client_id)
    if client := Client.instances.get(client_id):
        for socket_id in sockets:
            client.handle_disconnect(socket_id)
        del client
    await asyncio.sleep(CLOSED_AFTER)
    for socket_id in sockets:
        await rooms.load_anew(socket_id)
    await asyncio.sleep(LOADED_AFTER)
    for socket_id in sockets:
        await rooms.close(socket_id)
