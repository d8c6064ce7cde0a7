"""Rooms: a message that is the same for many open pages is encoded once and sent to all of them."""

import asyncio
from collections.abc import Callable

from engineio.packet import MESSAGE
from engineio.packet import Packet as EngineIoPacket
from nicegui import Client, core
from socketio.packet import EVENT

NAMESPACE = "/"
MOST_WAITING = 100  # packets that a socket has not taken; with more it is closed, and its page reloads


def join(client: Client, room: str, current: Callable[[], object], event: str) -> None:
    """Put the client into the room whenever it connects, and send it the current state first."""
    client_id = client.id  # a handler that held the client would keep it in memory, as a cycle

    async def enter() -> None:
        for socket_id, _ in list(core.sio.manager.get_participants(NAMESPACE, client_id)):
            await core.sio.enter_room(socket_id, room)
            await core.sio.emit(event, current(), to=socket_id)

    client.on_connect(enter)


async def expel(client_id: str) -> list[str]:
    """Take the client's sockets out of every room, its own first of all, and return their ids."""
    sockets = [socket_id for socket_id, _ in core.sio.manager.get_participants(NAMESPACE, client_id)]
    for socket_id in sockets:
        for room in [client_id, *core.sio.rooms(socket_id)]:
            if room != socket_id:
                await core.sio.leave_room(socket_id, room)
    return sockets


async def load_anew(socket_id: str) -> None:
    """Have the page at a socket's other end loaded anew; without it a browser takes half a minute to do so."""
    await core.sio.emit("run_javascript", {"code": "location.reload()"}, to=socket_id)


async def close(socket_id: str) -> None:
    """Close a socket, as if its connection were lost: the browser connects again, or loads its page anew."""
    engine_id = core.sio.manager.eio_sid_from_sid(socket_id, NAMESPACE)
    if socket := core.sio.eio.sockets.get(engine_id):
        await socket.close(wait=False, abort=True)


async def send(room: str, event: str, content: object) -> int:
    """Send a message to all clients in the room and return their number; it is encoded once."""
    manager = core.sio.manager
    if NAMESPACE not in manager.rooms or room not in manager.rooms[NAMESPACE]:
        return 0
    encoded = core.sio.packet_class(EVENT, namespace=NAMESPACE, data=[event, content]).encode()
    packet = EngineIoPacket(MESSAGE, encoded)
    sockets = core.sio.eio.sockets
    members = [sockets[engine_id] for _, engine_id in manager.get_participants(NAMESPACE, room) if engine_id in sockets]
    for number, socket in enumerate(members):
        if socket.queue.qsize() > MOST_WAITING:
            await socket.close(wait=False, abort=True)
        else:
            await socket.send(packet)
        if number % 50 == 49:  # noqa: PLR2004  let others have the event loop, and the sockets begin to write
            await asyncio.sleep(0)
    return len(members)
