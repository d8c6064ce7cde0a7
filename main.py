"""Starts the box office, its jobs and its web server: `python main.py`."""

import logging
import os

from nicegui import app, ui

import pages
from components import theme
from pages.edge import page_metrics
from pages.edge.downloads import compose
from pages.edge.graceful_stop import GracefulStop
from pages.edge.http_guard import BoundedHttp, bound_connections
from pages.edge.response_headers import HEADERS
from pages.edge.socket_packets import MOST_CHARACTERS
from tiketa.kernel import private_logs
from tiketa.kernel.errors.for_operator import OperatorError
from tiketa.kernel.repeated_lines import bound_repeated_lines
from tiketa.office import BoxOffice
from tiketa.operations import gc_tuning
from tiketa.operations.jobs import Jobs
from tiketa.operations.mail_delivery import MailDelivery
from tiketa.programme import seeding
from tiketa.settings import Settings
from tiketa.web import health, listening, metrics
from tiketa.web.metrics import Metrics


def main() -> None:
    """Open the box office, and serve until told to stop."""
    os.umask(0o077)  # what is made, the database and its WAL for one, is its owner's only
    write_log()
    try:
        office = opened(Settings.read())
    except OperatorError as error:
        raise SystemExit(f"tiketa: {error}") from None
    settings = office.settings
    jobs = Jobs(office, MailDelivery(office, compose) if settings.sends_mail else None)
    measured = Metrics(office)
    app.include_router(health.router(office, jobs, settings.metrics_token))
    app.include_router(metrics.router(measured, settings.metrics_token))
    page_metrics.install(measured)
    pages.register(office)
    app.on_startup(bound_repeated_lines)  # again: uvicorn has handlers of its own
    app.on_startup(gc_tuning.settle)
    app.on_startup(GracefulStop(office).install)
    app.on_startup(office.listen)  # before the jobs: only the process that leads runs them
    app.on_startup(measured.start)
    app.on_startup(jobs.start)
    app.on_shutdown(jobs.stop)
    app.on_shutdown(measured.stop)
    app.on_shutdown(office.close)
    logging.getLogger("tiketa").info("serving at http://localhost:%d", settings.port)
    ui.run(
        root=lambda: pages.show_nothing_here(office),
        host=settings.host,
        port=settings.port,
        title="Tiketa",
        dark=True,
        favicon=theme.FAVICON,
        reload=False,
        show=False,
        show_welcome_message=False,
        tailwind=False,
        binding_refresh_interval=None,
        gzip_middleware_factory=None,  # pages/edge/security.py adds it at its place
        reconnect_timeout=20,  # seconds; a phone changes from one network to another in less
        message_history_length=200,
        storage_secret=settings.signing_secret(),
        http=BoundedHttp,
        ws_max_size=MOST_CHARACTERS,
        ws_per_message_deflate=False,  # a small message could unpack to a large one
        workers=1,  # else a platform's WEB_CONCURRENCY would make the start fail
        forwarded_allow_ips=settings.trusted_proxies,
        headers=list(HEADERS.items()),
        server_header=False,
        log_config=None,  # uvicorn's lines go where all do, without what is private
        timeout_graceful_shutdown=10,
    )


def write_log() -> None:
    """Log to the standard error output, each cause a few times only."""
    private_logs.set_up(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    bound_repeated_lines()


def opened(settings: Settings) -> BoxOffice:
    """Return the box office with its films in place; raises an `OperatorError` for whatever keeps it from opening."""
    log = logging.getLogger("tiketa")
    log.setLevel(logging.DEBUG if settings.debug else logging.INFO)
    for line in Settings.misspelt():
        log.warning(line)
    listening.require_free(settings.host, settings.port)
    settings.signing_secret()  # made or refused before a server is waited for
    bound_connections()
    office = BoxOffice(settings)
    with office.database.errors_in_one_line():
        office.perform_now(seeding.seed)
    return office


if __name__ in {"__main__", "__mp_main__"}:
    main()
