"""`python main.py`, and a cinema is selling seats."""

import logging

from nicegui import app, ui

import pages
from components import theme
from pages.edge.downloads import compose
from tiketa.kernel.errors.house import HouseError
from tiketa.office import BoxOffice
from tiketa.operations import gc_tuning
from tiketa.operations.jobs import Jobs
from tiketa.operations.mail_delivery import MailDelivery
from tiketa.programme import seeding
from tiketa.settings import Settings
from tiketa.web import health


def main() -> None:
    """Open the box office, and serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        settings = Settings.read()
        secret = settings.signing_secret()
        logging.getLogger("tiketa").setLevel(logging.DEBUG if settings.debug else logging.INFO)
        for name in Settings.misspelt():
            logging.getLogger("tiketa").warning(".env: %s is no setting of Tiketa's", name)
        office = BoxOffice(settings)
    except HouseError as error:
        raise SystemExit(f"tiketa: {error}") from None
    office.perform_now(seeding.seed)
    jobs = Jobs(office, MailDelivery(office, compose) if settings.sends_mail else None)
    app.include_router(health.router(office, jobs))
    pages.register(office)
    app.on_startup(gc_tuning.settle)
    app.on_startup(office.listen)  # before the jobs: only the process that leads runs them
    app.on_startup(jobs.start)
    app.on_shutdown(jobs.stop)
    app.on_shutdown(office.close)
    logging.getLogger("tiketa").info("the doors are open at http://localhost:%d", settings.port)
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
        reconnect_timeout=20,  # seconds; a phone changes from one network to another in less
        message_history_length=200,
        storage_secret=secret,
        workers=1,  # or a platform's WEB_CONCURRENCY would stop the start
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
    )


if __name__ in {"__main__", "__mp_main__"}:
    main()
