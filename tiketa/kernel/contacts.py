"""Names, contacts and mail addresses that visitors type: checked, and kept as typed where possible."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from tiketa.kernel.errors.identity import InvalidContact, InvalidEmail, InvalidName

LONGEST_NAME = 80
LONGEST_CONTACT = 120
LONGEST_TEXT = 500  # characters; longer texts are refused before they are composed
FEWEST_DIGITS = 6  # of a phone number; with fewer it is a word with a number in it


def customer_name(name: str) -> str:
    """Return the name as it is stored: any text on one line with a visible character; raises `InvalidName`."""
    tidy = _one_line(name)
    if tidy is None or not 1 <= len(tidy) <= LONGEST_NAME or not any(map(_is_seen, tidy)):
        raise InvalidName(limit=LONGEST_NAME)
    return tidy


def contact(words: str) -> str | None:
    """Return a contact as it is kept, None where there is none; with an @ it must be a mail address."""
    tidy = _one_line(words)
    if tidy is None or len(tidy) > LONGEST_CONTACT:
        raise InvalidContact(limit=LONGEST_CONTACT)
    return (mail_address(tidy) if "@" in tidy else tidy) or None


def mail_address(words: str) -> str:
    """Return a mail address in its normal form; raises `InvalidEmail`, also for a line break in it."""
    tidy = _one_line(words)
    if tidy is None or len(tidy) > LONGEST_CONTACT:
        raise InvalidEmail
    try:
        # Before the @ ASCII only, as not every mail server takes more; a domain always has an ASCII form.
        known = validate_email(tidy, allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InvalidEmail from None
    return str(known.ascii_email)


def is_mail_address(kept: str) -> bool:
    """Say whether a contact that was kept is a mail address."""
    return "@" in kept


def spoken(words: str) -> str:
    """Return a contact so that two ways to write the same are equal: "+62 812-3456" is "0812 3456"."""
    tidy = (_one_line(words) or "").casefold()
    digits = "".join(character for character in tidy if character.isdecimal())
    if "@" in tidy or len(digits) < FEWEST_DIGITS:
        return tidy
    return digits.removeprefix("62").lstrip("0")


def _one_line(words: str) -> str | None:
    """Return the words trimmed and composed (NFC), or None where they have a control character or a lone surrogate."""
    if not isinstance(words, str) or len(words) > LONGEST_TEXT:
        return None  # composing takes quadratic time: 200 KB of combining marks would take 23 seconds
    tidy = unicodedata.normalize("NFC", words.strip())
    return None if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in tidy) else tidy


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ"
