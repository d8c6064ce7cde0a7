"""How many pages are open, for `/metrics`."""

from nicegui import Client

from tiketa.web.metrics import Metrics


def install(metrics: Metrics) -> None:
    """Have open pages counted when somebody asks."""
    waiting = "Pages without a socket: loading, lost, or loaded by a program"
    metrics.gauge("tiketa_pages_open", "Pages with a socket", lambda: _count(connected=True))
    metrics.gauge("tiketa_pages_unconnected", waiting, lambda: _count(connected=False))


def _count(*, connected: bool) -> int:
    return sum(client.has_socket_connection is connected for client in Client.instances.values())
