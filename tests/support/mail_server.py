"""A real mail server on this machine, and what it does with what comes."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.running_cinema import free_port

PATIENCE = 20  # seconds


@dataclass
class Mailbox:
    """What an SMTP server does with what comes: keeps it, or answers what the test says."""

    received: list[tuple[list[str], bytes]] = field(default_factory=list)
    rcpt_answer: str = "250 OK"
    data_answer: str = "250 OK"
    release: threading.Event | None = None
    entered: threading.Event = field(default_factory=threading.Event)
    farewell: threading.Event | None = None
    silent_at: str = ""  # the command at which nothing is answered until `go_on`
    go_on: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's names and order
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        await self._stay_silent("RCPT")
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.entered.set()
        await self._stay_silent("DATA")
        if self.release:
            await asyncio.to_thread(self.release.wait, PATIENCE)
        if self.data_answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.received.append((envelope.rcpt_tos, envelope.content))
        return self.data_answer

    async def _stay_silent(self, command: str) -> None:
        if command == self.silent_at:
            self.entered.set()
            await asyncio.to_thread(self.go_on.wait, PATIENCE)

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self.farewell:
            await server.push("221 Bye")
            self.farewell.wait(PATIENCE)  # nothing is read meanwhile
        return "221 Bye"


@contextmanager
def mail_server(mailbox: object, **options: object) -> Iterator[Controller]:
    """Run a server that gives what comes to the mailbox; `options` are aiosmtpd's."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)  # type: ignore[arg-type]
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()
