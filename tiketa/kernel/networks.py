"""Network addresses, as limits count them."""

from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network

IPV6_BLOCK = 64  # bits; the smallest network that a subscriber gets (RFC 6177): its 2**64 addresses cost nothing
LONGEST = 64  # characters of an address that is none, such as a test client's name


@lru_cache(maxsize=4096)
def block_of(address: str) -> str:
    """Return whom limits count an address as: IPv4 by itself, IPv6 by its /64; what is neither by its text.

    An IPv4 address that is written as IPv6, as dual-stack sockets do, is the same as without. Nothing has no block.
    """
    text = address[:LONGEST].partition("%")[0]
    try:
        long = IPv6Address(text)
    except AddressValueError:
        return _short(text)
    return str(long.ipv4_mapped or IPv6Network((long, IPV6_BLOCK), strict=False))


def _short(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except AddressValueError:
        return text
