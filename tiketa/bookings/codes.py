"""A booking's code: making one, and finding it in what was typed, pasted or read aloud."""

import re
import secrets

from tiketa.kernel import typed_text

CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are not confused when read out: no 0, 1, I, O
LONGEST_TYPED = 300  # characters of what is typed as a code: as long as a link to a ticket
HALF_A_CODE = 5  # characters; two halves are 50 bits

_HALF = f"[{CODE_CHARACTERS}]{{{HALF_A_CODE}}}"
_WHOLE = re.compile(rf"(?<![A-Z0-9])({_HALF})-?({_HALF})(?![A-Z0-9])")
_READ_WRONG = str.maketrans("0O1I", "QQLL")  # no code has these; what looks like them is meant


def normalize(code: str) -> str:
    """Return a booking's code as it is stored, however it was typed: after a label, in a link, in pieces, O for Q."""
    typed = (typed_text.plain(" ".join(str(code)[:LONGEST_TYPED].split())) or "").upper().rpartition("/TICKET/")[2]
    misread = typed.translate(_READ_WRONG)
    found = _whole(typed) or _in_pieces(typed) or _whole(misread) or _in_pieces(misread)
    return _in_halves(found or "".join(filter(CODE_CHARACTERS.__contains__, typed)))


def new_code() -> str:
    """Return a random code, as it is stored; 32 characters are 5 bits of a byte each."""
    characters = (CODE_CHARACTERS[byte % len(CODE_CHARACTERS)] for byte in secrets.token_bytes(2 * HALF_A_CODE))
    return _in_halves("".join(characters))


def _whole(typed: str) -> str:
    found = _WHOLE.search(typed)
    return "".join(found.groups()) if found else ""


def _in_pieces(typed: str) -> str:
    """Return a code that was typed in pieces, as the last words that make up a whole one; "" without such."""
    words = ["".join(filter(CODE_CHARACTERS.__contains__, word)) for word in typed.split()]
    ends = ("".join(words[first:]) for first in range(len(words)))
    return next((end for end in ends if len(end) == 2 * HALF_A_CODE), "")


def _in_halves(characters: str) -> str:
    return f"{characters[:HALF_A_CODE]}-{characters[HALF_A_CODE : 2 * HALF_A_CODE]}"
