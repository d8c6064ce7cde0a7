"""The command line: what an engineer does by hand."""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from tiketa.bookings import privacy
from tiketa.identity import staff
from tiketa.kernel import private_logs
from tiketa.kernel.clock import utc_now
from tiketa.kernel.errors.for_operator import OperatorError
from tiketa.kernel.errors.identity import InvalidEmail
from tiketa.kernel.signing import Signer
from tiketa.mail import outbox
from tiketa.office import BoxOffice
from tiketa.operations import backups, consistency, planning
from tiketa.pricing import price_store, price_table
from tiketa.programme import schedule, seeding
from tiketa.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Tiketa, by hand.")

Days = Annotated[int | None, typer.Option(min=1, max=60, help="How many days, today included.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
End = Annotated[bool, typer.Option("--end", help="Print the link that signs all cashiers out instead.")]
Hours = Annotated[int, typer.Option(min=1, max=744, help="How long they stay signed in.")]
PriceFile = Annotated[Path | None, typer.Argument(help="A table like tiketa/pricing/prices.toml.")]
Whole = Annotated[bool, typer.Option("--all", help="Check the past too.")]
BackupFile = Annotated[Path, typer.Argument(help="The file of the backup.")]
Address = Annotated[str, typer.Argument(metavar="EMAIL", help="A customer's mail address.")]
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
def check(whole: Whole = False) -> None:  # noqa: FBT002
    """Check the invariants of what is to come, also beside a running server; exit code 1 where one is broken."""
    count = 0
    with _office(writes=False) as office:
        for finding in consistency.check(office, whole=whole):
            typer.echo(f"BROKEN {finding.rule}: {finding.where}")
            count += 1
    typer.echo(f"{count} findings" if count else "no findings")
    raise typer.Exit(code=bool(count))


@app.command("export-customer")
def export_customer(email: Address) -> None:
    """Print what is kept about a mail address as JSON, also beside a running server."""
    with _office(writes=False) as office, _known_address(email):
        typer.echo(json.dumps(office.perform_now(privacy.export, email), ensure_ascii=False, indent=2))


@app.command("delete-customer")
def delete_customer(email: Address, yes: Yes = False) -> None:  # noqa: FBT002
    """Delete what is kept about a mail address; its tickets stay good. Stop a server on SQLite first."""
    if not yes:
        typer.confirm(f"This deletes what is kept about {email}. Go on?", abort=True)
    with _office() as office, _known_address(email):
        count = office.perform_now(privacy.delete_customer, email)
    typer.echo(f"deleted what was kept, and forgot who made {count} bookings")


@app.command()
def backup(file: BackupFile) -> None:
    """Copy an SQLite database to a new file, also beside a running server, and restore it on trial."""
    settings = Settings.read()
    backups.make(settings, file)
    findings = backups.rehearse(settings, file)
    typer.echo(f"{file} is whole, and could be restored: {len(findings)} findings. Keep the secret key with it.")
    raise typer.Exit(code=bool(findings))


@app.command()
def restore(file: BackupFile, yes: Yes = False) -> None:  # noqa: FBT002
    """Put a backup in the place of the SQLite database, which is kept under another name. Stop the server first."""
    if not yes:
        typer.confirm("What was sold since this backup will be missing. Go on?", abort=True)
    kept, findings = backups.restore(Settings.read(), file)
    for finding in findings:
        typer.echo(f"BROKEN {finding.rule}: {finding.where}")
    typer.echo(f"restored, with {len(findings)} findings; what was there before is {kept}")


@contextmanager
def _known_address(email: str) -> Iterator[None]:
    try:
        yield
    except InvalidEmail:
        raise OperatorError(f"{email} is no mail address") from None


@contextmanager
def _office(settings: Settings | None = None, *, writes: bool = True) -> Iterator[BoxOffice]:
    office = BoxOffice(settings or Settings.read(), writes=writes)
    try:
        yield office
    finally:
        office.close()
