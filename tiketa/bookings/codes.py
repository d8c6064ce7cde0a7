"""A booking's code: how it is made and how it is read, however it was typed."""

import secrets

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are told apart when read out: no 0, 1, I, O
LONGEST_TYPED = 64  # characters of what is typed as a code
HALF_A_CODE = 5  # letters; two halves are 50 bits


def normalize(code: str) -> str:
    """Return a booking's code as it is stored, however it was typed."""
    typed = str(code)[:LONGEST_TYPED].upper()
    letters = "".join(letter for letter in typed if letter in CODE_LETTERS)[: 2 * HALF_A_CODE]
    return f"{letters[:HALF_A_CODE]}-{letters[HALF_A_CODE:]}"


def new_code() -> str:
    """Return a random code, as it is stored; 32 letters are 5 bits of a byte each."""
    letters = "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in secrets.token_bytes(2 * HALF_A_CODE))
    return f"{letters[:HALF_A_CODE]}-{letters[HALF_A_CODE:]}"
