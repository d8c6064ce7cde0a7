"""Ways to bookings made elsewhere: by code and contact, by a device link, by an account."""

from markupsafe import Markup

from components.documents.qr import qr_svg
from components.fragment import EMPTY, part
from components.words import Words
from tiketa.identity.read_models import Customer

DEVICE, SIGN_OUT = "device", "sign_out"  # what the buttons say when they are clicked
FORM, FIND, ACCOUNT = "form", "find", "account"  # a form says which one it is
CODE, CONTACT, EMAIL = "code", "contact", "email"  # their fields


def find_form(t: Words, *, code: str = "", why: str = "") -> Markup:
    """Return the form that opens a booking by its code and the contact given; `why` says what is locked."""
    return Markup(
        '<section class="door surface" data-testid="find"><h2>{title}</h2><p>{text}</p><form class="door__form">'
        '<input type="hidden" name="{form}" value="{find}">{code}{contact}<button class="button">{button}</button>'
        "</form></section>"
    ).format(
        title=t("find.title"),
        text=why or t("find.text"),
        form=FORM,
        find=FIND,
        code=_field(t("find.code"), CODE, "off", value=code),
        contact=_field(t("find.contact"), CONTACT, "email"),
        button=t("find.button"),
    )


def device_door(t: Words) -> Markup:
    """Return the button that makes a link to another device; its part `device` changes."""
    button = Markup('<button type="button" class="button" data-act="{act}" data-testid="{act}">{label}</button>')
    return Markup('<section class="door surface"><h2>{}</h2>{}</section>').format(
        t("device.title"), part("device", button.format(act=DEVICE, label=t("device.button")))
    )


def device_link(link: str, t: Words, *, minutes: int) -> Markup:
    """Return the link to scan or to open on the other device."""
    return Markup('<p>{text}</p>{qr}<p><a href="{link}" data-testid="device-link">{link}</a></p>').format(
        text=t("device.text", minutes=minutes), qr=qr_svg(link, t("device.qr")), link=link
    )


def account_door(t: Words, *, customer: Customer | None, mail: bool) -> Markup:
    """Return the part `account`: who is signed in here, or how to sign in."""
    return part("account", _account(t, customer, mail=mail))


def link_sent(email: str, t: Words, *, minutes: int) -> Markup:
    """Return what stands in the part `account` when a link was mailed."""
    sent = t("account.sent", email=email, minutes=minutes)
    return _section(t, Markup('<p data-testid="link-sent">{}</p>').format(sent))


def question(title: str, text: str, button: str, t: Words) -> Markup:
    """Return a question that is answered by sending a form to the page's own address: links alone change nothing."""
    return Markup(
        '<section class="lost"><h1>{title}</h1><p>{text}</p><form method="post">'
        '<button class="button button--go" data-testid="yes">{button}</button></form>'
        '<a href="/">{home}</a></section>'
    ).format(title=title, text=text, button=button, home=t("lost.home"))


def _account(t: Words, customer: Customer | None, *, mail: bool) -> Markup:
    if customer:
        signed_in = Markup('<p data-testid="signed-in">{}</p>').format(t("account.signed_in", email=customer.email))
        button = Markup('<button type="button" class="button" data-act="{}">{}</button>')
        return _section(t, signed_in + button.format(SIGN_OUT, t("account.sign_out")))
    if not mail:
        return EMPTY
    return _section(
        t,
        Markup(
            '<p>{text}</p><form class="door__form"><input type="hidden" name="{form}" value="{account}">{email}'
            '<button class="button">{button}</button></form>'
        ).format(
            text=t("account.text"),
            form=FORM,
            account=ACCOUNT,
            email=_field(t("account.email"), EMAIL, "email"),
            button=t("account.button"),
        ),
    )


def _section(t: Words, content: Markup) -> Markup:
    return Markup('<section class="door surface" data-testid="account"><h2>{}</h2>{}</section>').format(
        t("account.title"), content
    )


def _field(label: str, name: str, fill: str, *, value: str = "") -> Markup:
    return Markup(
        '<label class="labelled"><span>{label}</span>'
        '<input class="field" name="{name}" autocomplete="{fill}" maxlength="120" value="{value}"></label>'
    ).format(label=label, name=name, fill=fill, value=value)
