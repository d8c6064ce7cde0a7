"""The command line: what an engineer does by hand."""

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from tiketa.identity import staff
from tiketa.kernel import private_logs
from tiketa.kernel.clock import utc_now
from tiketa.kernel.errors.for_operator import OperatorError
from tiketa.kernel.signing import Signer
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.operations import consistency, planning
from tiketa.pricing import price_store, price_table
from tiketa.programme import schedule, seeding
from tiketa.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Tiketa, by hand.")

Days = Annotated[int | None, typer.Option(min=1, max=60, help="How many days, today included.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
End = Annotated[bool, typer.Option("--end", help="Print the link that signs all cashiers out instead.")]
Hours = Annotated[int, typer.Option(min=1, max=744, help="How long they stay signed in.")]
PriceFile = Annotated[Path | None, typer.Argument(help="A table like tiketa/pricing/prices.toml.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def run() -> None:
    """Run the command line; a refusal is one line and exit code 1."""
    os.umask(0o077)  # what is made, such as the secret or a database, is its owner's only
    private_logs.set_up(logging.WARNING)
    try:
        app()
    except OperatorError as error:
        typer.echo(f"tiketa: {error}", err=True)
        raise SystemExit(1) from None


@app.command("seed-db")
def seed_db() -> None:
    """Add the 21 films and the opening day; nothing where there are movies already. Stop a server on SQLite first."""
    with _office() as office:
        count = office.perform_now(seeding.seed)
    typer.echo(f"added {count} movies" if count else "there are movies already: nothing added")


@app.command("reset-db")
def reset_db(yes: Yes = False) -> None:  # noqa: FBT002  Typer's way to spell a flag
    """Drop every table and recreate them, empty. Stop a server on SQLite first."""
    settings = Settings.read()
    if not yes:
        typer.confirm("This destroys every booking. Go on?", abort=True)
    with _office(settings) as office:
        office.database.reset()
    typer.echo("the database is empty")


@app.command("schedule")
def roll_schedule(days: Days = None, dry_run: DryRun = False) -> None:  # noqa: FBT002
    """Archive what is over and create what is missing. Stop a server on SQLite first, unless it is a dry run."""
    with _office(writes=not dry_run) as office:
        if dry_run:
            plan = office.perform_now(schedule.planned, days=days)
        else:
            plan = asyncio.run(planning.roll(office, days=days))
    typer.echo(f"would have {plan}" if dry_run else str(plan))


@app.command("prices")
def show_or_save_prices(file: PriceFile = None) -> None:
    """Show what seats cost, or put the table in a TOML file in its place. Stop a server on SQLite first for that."""
    with _office(writes=file is not None) as office:
        if file:
            office.perform_now(price_store.save, price_table.read(file))
        for line in office.perform_now(price_store.table).lines():
            typer.echo(line)


@app.command("cashier")
def cashier_link(hours: Hours = 12, end: End = False) -> None:  # noqa: FBT002
    """Print the link by which one browser becomes a cashier's for some hours; it works once. Keep it secret."""
    settings, now = Settings.read(), utc_now()
    signer, lasts = Signer(settings.signing_secret), settings.link_lasts
    house = settings.public_url or f"http://localhost:{settings.port}"
    if end:
        typer.echo(f"{house}/cashier/end/{staff.key_to_end_all(signer, now, lasts=lasts)}")
    else:
        key = staff.cashier_key(signer, now, lasts=lasts, shift_lasts=timedelta(hours=hours))
        typer.echo(f"{house}/cashier/sign-in/{key}")


@app.command()
def mail() -> None:
    """List the emails that are not sent, also beside a running server; exit code 1 where one has failed for good."""
    with _office(writes=False) as office:
        emails = office.perform_now(outbox.unsent)
    for email in emails:
        typer.echo(f"{email.state} {email.recipient}, tries {email.tries}, {email.error or 'no error yet'}")
    typer.echo(f"{len(emails)} emails are not sent")
    raise typer.Exit(code=any(email.state in outbox.LOST for email in emails))


@app.command()
def check() -> None:
    """Check the database's invariants, also beside a running server; exit code 1 where one is broken."""
    with _office(writes=False) as office:
        findings = office.perform_now(consistency.check)
    for finding in findings:
        typer.echo(f"BROKEN {finding.rule}: {finding.where}")
    typer.echo(f"{len(findings)} findings" if findings else "no findings")
    raise typer.Exit(code=bool(findings))


@contextmanager
def _office(settings: Settings | None = None, *, writes: bool = True) -> Iterator[BoxOffice]:
    office = BoxOffice(settings or Settings.read(), writes=writes)
    try:
        yield office
    finally:
        office.close()
