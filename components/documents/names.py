"""A customer's name in mail and on paper, where programs make links of what looks like one.

Anybody may book with somebody else's address and a name of their choice: it must not bring a link into that mailbox.
"""

import re
import unicodedata

from components.words import Words

_ADDRESS = re.compile(r"[/\\@]|www\.|\d(?:[\s().-]*\d){4}", re.IGNORECASE)  # of a page, of a mailbox, or a phone number
_DOT = re.compile(r"[.\u3002](?=\w)")  # "evil.example"; the second is a dot in addresses too

_ODD_DOT = re.compile(r"[\uff0e\uff61\u2024\uff0f\uff20]")  # other forms of dot, slash and @


def greeting(name: str, t: Words) -> str:
    """Return the words that begin an email: with the name, unless it has an address in it."""
    plain = unicodedata.normalize("NFKC", name)
    return t("email.hello_nameless") if _ADDRESS.search(plain) else t("email.hello", name=unlinked(name))


def unlinked(name: str) -> str:
    """Return a name in which no program finds a link: after a dot and a slash there is a space, "Dr. Budi"."""
    plain = unicodedata.normalize("NFKC", name) if _ODD_DOT.search(name) else name
    return _DOT.sub(". ", plain).replace("//", "/ /").replace("@", " @ ")
