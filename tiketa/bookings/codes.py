"""A booking's code: making one, and reading one that was typed with other spacing or case."""

import secrets

CODE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are not confused when read out: no 0, 1, I, O
LONGEST_TYPED = 64  # characters of what is typed as a code
HALF_A_CODE = 5  # characters; two halves are 50 bits


def normalize(code: str) -> str:
    """Return a booking's code as it is stored, however it was typed."""
    typed = str(code)[:LONGEST_TYPED].upper()
    characters = "".join(character for character in typed if character in CODE_CHARACTERS)[: 2 * HALF_A_CODE]
    return f"{characters[:HALF_A_CODE]}-{characters[HALF_A_CODE:]}"


def new_code() -> str:
    """Return a random code, as it is stored; 32 characters are 5 bits of a byte each."""
    characters = "".join(CODE_CHARACTERS[byte % len(CODE_CHARACTERS)] for byte in secrets.token_bytes(2 * HALF_A_CODE))
    return f"{characters[:HALF_A_CODE]}-{characters[HALF_A_CODE:]}"
