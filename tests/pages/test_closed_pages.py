"""A page that was closed is gone at once, by reference counting: a collection would pause all open pages."""

import asyncio
import gc
from collections.abc import Iterator
from weakref import finalize

import pytest
from nicegui import Client
from nicegui.testing import User

from pages.edge.response_headers import _Response


@pytest.fixture(autouse=True)
def no_collections() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    "path", ["/", "/movie/7", "/book/{showtime}", "/bookings", "/ticket/ABCDE-FGHJK", "/cashier", "/nowhere", "/book/0"]
)
async def test_closed_page_leaves_no_cycle(user: User, showtime: int, path: str) -> None:
    before = set(Client.instances)
    await user.http_client.get(path.format(showtime=showtime))
    [client_id] = Client.instances.keys() - before
    client = Client.instances[client_id]
    kept = {element.tag: element for element in client.elements.values()} | {"client": client, "outbox": client.outbox}
    waited_for, gone = set(kept), asyncio.Event()

    def freed(name: str) -> None:
        waited_for.discard(name)
        if not waited_for:
            gone.set()

    for name, each in kept.items():
        finalize(each, freed, name)
    client.delete()
    del client, kept, each
    async with asyncio.timeout(5):
        await gone.wait()


async def test_sent_page_is_not_kept(user: User) -> None:
    before = set(Client.instances)
    await user.http_client.get("/bookings")
    assert Client.instances.keys() - before  # it is open still
    kept = [found for each in gc.get_objects() if type(each) is _Response for found in gc.get_referents(each)]
    assert not [found for found in kept if isinstance(found, bytes) and found]
