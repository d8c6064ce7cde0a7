"""A server that sends each message it gets to all who are connected, and nothing else: the floor of `benchmarks.live`.

`python -m benchmarks.bare_broadcast PORT`. As uvicorn does, it writes to each socket by itself.
"""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

connected: set[ServerConnection] = set()


async def answer(socket: ServerConnection) -> None:
    """Send what is said to everybody."""
    connected.add(socket)
    try:
        async for message in socket:
            broadcast(connected, message)
    finally:
        connected.discard(socket)


async def main(port: int) -> None:
    """Serve until stopped."""
    async with serve(answer, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
