"""A socket joins a page only with the cookie of the visitor for whom it was built, and speaks for that page alone.

NiceGUI itself asks for the page's id only, and takes an event for any page from any socket.
"""

from typing import Any
from urllib.parse import parse_qs

from nicegui import Client, core
from socketio.exceptions import ConnectionRefusedError as Refused

from pages.edge.session import ID, has_ended, session_id

NAMESPACE = "/"
RELOAD = "Implicit handshake failed"  # NiceGUI's own word: its script loads the page anew
NO_COOKIE = "cookies are needed"  # loading it anew would not help

_FRAMEWORK = {
    name: core.sio.handlers[NAMESPACE][name] for name in ("connect", "handshake", "javascript_response", "ack")
}


def install() -> None:
    """Stand before NiceGUI's handlers; called once for each server."""
    core.sio.on("connect", _connect)
    core.sio.on("handshake", _shake_hands)
    core.sio.on("javascript_response", _take_script_result)
    core.sio.on("ack", _acknowledge)


def speaks_for(socket_id: str, client: Client) -> bool:
    """Say whether the socket has joined this page."""
    return client.id in core.sio.rooms(socket_id)


async def _connect(socket_id: str, environ: dict[str, Any], auth: object = None) -> None:
    if not environ["asgi.scope"].get("session", {}).get(ID):
        raise Refused(NO_COOKIE)
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}  # as NiceGUI does
    if query.get("implicit_handshake") == "true" and not _may_join(environ, query.get("client_id")):
        raise Refused(RELOAD)
    await _FRAMEWORK["connect"](socket_id, environ, auth)


async def _shake_hands(socket_id: str, message: dict[str, Any]) -> bool:
    if not _may_join(core.sio.get_environ(socket_id), message["client_id"]):
        return False
    return bool(await _FRAMEWORK["handshake"](socket_id, message))


def _take_script_result(socket_id: str, message: dict[str, Any]) -> None:
    if message["client_id"] in core.sio.rooms(socket_id):
        _FRAMEWORK["javascript_response"](socket_id, message)


def _acknowledge(socket_id: str, message: dict[str, Any]) -> None:
    if message["client_id"] in core.sio.rooms(socket_id):
        _FRAMEWORK["ack"](socket_id, message)


def _may_join(environ: dict[str, Any], client_id: object) -> bool:
    client = Client.instances.get(str(client_id))
    if client is None or has_ended(client):
        return False
    return bool(environ["asgi.scope"]["session"].get(ID) == session_id(client))
