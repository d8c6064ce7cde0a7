"""Self-checks of the visitor driver: it notices errors and foreign requests, on which every browser test relies."""

import pytest

from tests.support.visitor_driver import NewVisitor
from tools.running_cinema import Cinema

# Any other port counts as another host; nothing listens on this one, and nothing leaves the machine.
FETCH = "void fetch('http://127.0.0.1:1/').catch(() => 0)"
SOCKET = "(() => { try { new WebSocket('ws://127.0.0.1:1/') } catch { } })()"
PICTURE = "void document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:1/a.png'}))"
SCRIPT = "void document.head.append(Object.assign(document.createElement('script'), {text: '1'}))"
FRAME = "void document.body.append(Object.assign(document.createElement('iframe'), {src: '/'}))"


@pytest.mark.parametrize(
    ("script", "event", "words"),
    [
        ("console.error('a plain error')", "console", "a plain error"),
        ("console.warn('a mere worry')", "console", "a mere worry"),
        ("void setTimeout(() => { throw new Error('nobody caught this') })", "weberror", "nobody caught this"),
        (PICTURE, "console", "img-src"),
        (FETCH, "console", "connect-src"),
        (SOCKET, "console", "connect-src"),
        (SCRIPT, "console", "script-src"),
        (FRAME, "console", "frame-src"),
    ],
)
def test_page_errors_are_noticed(cinema: Cinema, visit: NewVisitor, script: str, event: str, words: str) -> None:
    ana = visit(cinema)
    page = ana.go("/bookings")
    with ana.context.expect_event(event):
        page.evaluate(script)
    assert words in ana.problems[0]
    ana.problems.clear()
    ana.foreign_requests.clear()


@pytest.mark.parametrize(("script", "event"), [(FETCH, "request"), (SOCKET, "websocket")])
def test_foreign_requests_are_noticed(cinema: Cinema, visit: NewVisitor, script: str, event: str) -> None:
    ana = visit(cinema, bypass_csp=True)
    page = ana.go("/bookings")
    assert not ana.foreign_requests
    with ana.context.expect_event("console"), page.expect_event(event):
        page.evaluate(script)
    assert "//127.0.0.1:1/" in ana.foreign_requests[0]
    ana.foreign_requests.clear()
    ana.problems.clear()
