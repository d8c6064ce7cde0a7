"""What people type, paste and scan, in one form: on one line, without characters that nobody sees."""

import re
import unicodedata
from typing import Literal

LONGEST_TEXT = 500  # characters; longer texts are refused before they are composed

# What breaks a line, rings a bell or is half a character; a tab comes from spreadsheets and is a space here.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# No name needs these: soft hyphen, zero-width space, word joiner and its kind, byte-order mark, and the overrides that
# would turn round what follows the name. Joiners (Persian, Indic, emoji), direction marks and the tags of flags stay.
_UNSEEN_IN_NAMES = re.compile("[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
# Letters, marks and a symbol that are drawn as nothing; Unicode's general category does not tell.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
_AROUND_KEYS = re.compile(r"^[^\w.-]+|[^\w-]+$", re.ASCII)  # a key that was compressed begins with a dot


def one_line(words: object) -> str | None:
    """Return a text as it is shown: trimmed, composed (NFC), without what is unseen; None where it is not one line."""
    return _composed(words, "NFC", _UNSEEN_IN_NAMES)


def plain(words: object) -> str | None:
    """Return a text as it is compared: full-width and other forms are one (NFKC), a space is one, a dash is "-".

    Every invisible character is left out; None where it is not one line, or longer than `LONGEST_TEXT`.
    """
    composed = _composed(words, "NFKC", None)
    if composed is None:
        return None
    seen = "".join(each for each in composed if unicodedata.category(each) != "Cf" and each not in _BLANK)
    return " ".join(_DASHES.sub("-", seen).split())


def is_seen(character: str) -> bool:
    """Say whether a character alone leaves ink: a letter, number, sign or symbol, and none that is drawn as nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK


def link_key(words: str) -> str:
    """Return a key from a link without what a mail program has put around it: a dot, a bracket, a quote."""
    return _AROUND_KEYS.sub("", words)


def _composed(words: object, form: Literal["NFC", "NFKC"], unseen: re.Pattern[str] | None) -> str | None:
    if not isinstance(words, str) or len(words) > LONGEST_TEXT:
        return None  # composing takes quadratic time: 200 KB of combining marks would take 23 seconds
    text = words.strip().replace("\t", " ")
    if any(unicodedata.category(each) in _UNPRINTABLE for each in text):
        return None
    text = unseen.sub("", text) if unseen else text
    return unicodedata.normalize(form, text).strip()
