"""A network between a house and its PostgreSQL that can swallow everything, as after a failover."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import make_url

PIECE = 65_536  # bytes


class SilentNetwork:
    """A way by TCP to a server at a Unix socket; while it is `silent` it takes what comes and passes nothing on."""

    def __init__(self, url: str) -> None:
        """Listen on a port of this machine's."""
        self._target = f"{make_url(url).query['host']}/.s.PGSQL.{make_url(url).query.get('port', 5432)}"
        self._passing = threading.Event()
        self._passing.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        address = make_url(url).set(host="127.0.0.1", port=self._listening.getsockname()[1])
        self.url = address.difference_update_query(["host", "port"]).render_as_string(hide_password=False)
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Pass nothing on, of what is open and of what is opened."""
        self._passing.clear()

    def speak(self) -> None:
        """Pass everything on; what was swallowed is passed on late, as no server would mind."""
        self._passing.set()

    def close(self) -> None:
        """End all connections."""
        self._passing.set()
        self._listening.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._open += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                self._passing.wait()
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def silent_network(url: str) -> Iterator[SilentNetwork]:
    """Lead to the database at this address."""
    network = SilentNetwork(url)
    try:
        yield network
    finally:
        network.close()
