"""Names, contacts and mail addresses that visitors type: checked, kept as typed where possible, compared by one key."""

import phonenumbers
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from phonenumbers import MatchType, NumberParseException, PhoneNumber, PhoneNumberFormat

from tiketa.kernel import typed_text
from tiketa.kernel.errors.identity import InvalidContact, InvalidEmail, InvalidName

LONGEST_NAME = 80
LONGEST_CONTACT = 120
FEWEST_DIGITS = 6  # of a phone number; with fewer it is a word with a number in it
HOME = "ID"  # the country of a number without a country: prices are in rupiah too
AROUND_ADDRESSES = "<>()[]{}\"'`\u201c\u201d\u2018\u2019«».,;:! "  # around an address in a text
SAME_NUMBER = {MatchType.EXACT_MATCH, MatchType.NSN_MATCH}


def customer_name(name: str) -> str:
    """Return the name as it is stored: any text on one line with a visible character; raises `InvalidName`."""
    tidy = typed_text.one_line(name)
    if tidy is None or not 1 <= len(tidy) <= LONGEST_NAME or not any(map(typed_text.is_seen, tidy)):
        raise InvalidName(limit=LONGEST_NAME)
    return tidy


def contact(words: str) -> str | None:
    """Return a contact as it is kept, None where there is none; with an @ it must be a mail address."""
    tidy = typed_text.plain(words)
    if tidy is None or len(tidy) > LONGEST_CONTACT:
        raise InvalidContact(limit=LONGEST_CONTACT)
    return (mail_address(tidy) if "@" in tidy else tidy) or None


def mail_address(words: str) -> str:
    """Return a mail address in the form that mail is sent to, out of "Ana <ana@例え.jp>" too; raises `InvalidEmail`."""
    tidy = typed_text.plain(words)
    if tidy is None or len(tidy) > LONGEST_CONTACT:
        raise InvalidEmail
    try:
        return str(_validated(_bare(tidy)).ascii_email)
    except EmailNotValidError:
        raise InvalidEmail from None


def is_mail_address(kept: str) -> bool:
    """Say whether a contact that was kept is a mail address."""
    return "@" in kept


def shown(kept: str | None) -> str | None:
    """Return a kept contact as its owner writes it: "ana@例え.jp" for "ana@xn--r8jz45g.jp"."""
    if not kept or "xn--" not in kept.lower():
        return kept
    try:
        return str(_validated(kept).normalized)
    except EmailNotValidError:
        return kept


def key(words: str) -> str:
    """Return a contact so that two ways to write it are equal: a mail address, "+628123456789", or lower-case text.

    What is no contact, such as half an address, has a key too, which no kept contact has.
    """
    tidy = typed_text.plain(words) or ""
    if "@" in tidy:
        return _mail_key(tidy)
    number = _number(tidy)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else tidy.casefold()


def is_same(kept: str, said: str) -> bool:
    """Say whether both mean one contact; a number may be said with its country, and be kept without, or the reverse."""
    return key(kept) == key(said) or _is_same_number(_dialled(kept), _dialled(said))


def _validated(address: str) -> ValidatedEmail:
    # Before the @ ASCII only, as not every mail server takes more; a domain always has an ASCII form.
    return validate_email(address, allow_smtputf8=False, check_deliverability=False, test_environment=True)


def _bare(words: str) -> str:
    """Return an address without a name before it, a `mailto:`, or what stands around it."""
    address = words.rpartition("<")[2].strip(AROUND_ADDRESSES)
    return address[7:].partition("?")[0] if address.lower().startswith("mailto:") else address


def _mail_key(words: str) -> str:
    try:
        return mail_address(words).casefold()
    except InvalidEmail:
        return words.casefold()


def _number(words: str) -> PhoneNumber | None:
    """Return the phone number that is meant, None for other words: of this country, or else of all the world."""
    dialled = _dialled(words)
    at_home = _parsed(dialled)
    if at_home is None or dialled.startswith("+") or phonenumbers.is_valid_number(at_home):
        return at_home
    abroad = _parsed(f"+{dialled}")  # "6591234567", as in links to a messenger
    return abroad if abroad and phonenumbers.is_valid_number(abroad) else at_home


def _dialled(words: str) -> str:
    """Return a number's digits, with a "+" where it begins with a country; "" where there are too few digits."""
    tidy = typed_text.plain(words) or ""
    digits = "".join(str(int(each)) for each in tidy if each.isdecimal())
    if "@" in tidy or len(digits) < FEWEST_DIGITS:
        return ""
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{digits}" if "+" in tidy else digits


def _parsed(dialled: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(dialled, HOME) if dialled else None
    except NumberParseException:
        return None


def _is_same_number(one: str, other: str) -> bool:
    return bool(one and other) and phonenumbers.is_number_match(one, other) in SAME_NUMBER
