"""A classic shop for the same hall, to compare with: Flask, SQLAlchemy and SQLite, a form and whole pages.

It is written as a tutorial would: a page with 210 seats, a form post that books two of them in one transaction behind a
unique index, and the page again. It has no live map, no holds, no tickets and no second language. It is served by
`gunicorn --workers 1 --threads 4 benchmarks.peer:app`, on the database that `PEER_DATABASE` names.
"""

import os
from uuid import uuid4

from flask import Flask, redirect, render_template_string, request
from sqlalchemy import ForeignKey, UniqueConstraint, create_engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.wrappers import Response

ROWS, COLUMNS = "ABCDEFGHJKLMNP", 15
SEATS = [f"{row}{column}" for row in ROWS for column in range(1, COLUMNS + 1)]  # 210, as in Tiketa's halls
PAGE = """<!doctype html><title>Seats</title><h1>Showtime {{ showtime }}</h1><form method=post>
{% for seat in seats %}<label><input type=checkbox name=seat value={{ seat }} {{ 'disabled' if seat in taken }}>
{{ seat }}</label>{% endfor %}<input name=name><button>Book</button></form>"""


class Base(DeclarativeBase):
    """The tables."""


class Booking(Base):
    """A customer's booking."""

    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class Seat(Base):
    """A seat that is sold."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("showtime", "seat"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    showtime: Mapped[int] = mapped_column(index=True)
    seat: Mapped[str]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))


def _engine(path: str) -> object:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def set_up(connection: object, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    Base.metadata.create_all(engine)
    return engine


app = Flask(__name__)
engine = _engine(os.environ.get("PEER_DATABASE", ":memory:"))


@app.get("/show/<int:showtime>")
def page(showtime: int) -> str:
    """Show the hall."""
    with Session(engine) as session:  # type: ignore[arg-type]
        taken = set(session.scalars(select(Seat.seat).where(Seat.showtime == showtime)))
    return render_template_string(PAGE, showtime=showtime, seats=SEATS, taken=taken)


@app.post("/show/<int:showtime>")
def book(showtime: int) -> Response | tuple[str, int]:
    """Book the seats, and show the hall again."""
    try:
        with Session(engine) as session, session.begin():  # type: ignore[arg-type]
            booking = Booking(code=uuid4().hex, name=request.form["name"])
            session.add(booking)
            session.flush()
            for seat in request.form.getlist("seat"):
                session.add(Seat(showtime=showtime, seat=seat, booking_id=booking.id))
    except IntegrityError:
        return "taken", 409
    return redirect(f"/show/{showtime}", code=303)
