"""The command line: what an engineer does by hand."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from dotenv import load_dotenv

from tiketa import audit, schedule, seeding
from tiketa.errors import HouseError
from tiketa.office import BoxOffice
from tiketa.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Tiketa, by hand.")

Days = Annotated[int | None, typer.Option(min=1, max=60, help="How many days, today included.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def run() -> None:
    """Run the command line; what the house refuses is one line and exit code 1."""
    logging.basicConfig(level=logging.WARNING)
    load_dotenv()
    try:
        app()
    except HouseError as error:
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
    """Drop every table and make them anew, empty. Stop a server on SQLite first."""
    settings = Settings.from_env()
    if not yes:
        typer.confirm("This destroys every booking. Go on?", abort=True)
    with _office(settings) as office:
        office.database.reset()
    typer.echo("the database is empty")


@app.command("schedule")
def roll_schedule(days: Days = None, dry_run: DryRun = False) -> None:  # noqa: FBT002
    """Archive what is over and create what is missing. Stop a server on SQLite first, unless it is a dry run."""
    with _office(writes=not dry_run) as office:
        plan = office.perform_now(schedule.planned if dry_run else schedule.roll, days=days)
    typer.echo(f"would have {plan}" if dry_run else str(plan))


@app.command()
def check() -> None:
    """Look for anything that must never be, also beside a running server; exit code 1 where something is found."""
    with _office(writes=False) as office:
        findings = office.perform_now(audit.check)
    for finding in findings:
        typer.echo(f"BROKEN {finding.rule}: {finding.where}")
    typer.echo(f"{len(findings)} findings" if findings else "all is well")
    raise typer.Exit(code=bool(findings))


@contextmanager
def _office(settings: Settings | None = None, *, writes: bool = True) -> Iterator[BoxOffice]:
    office = BoxOffice(settings or Settings.from_env(), writes=writes)
    try:
        yield office
    finally:
        office.close()
