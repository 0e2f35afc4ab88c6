"""Which hosts on the network may be called when somebody else chose them."""

import contextlib
import ipaddress
import queue
import socket
import threading
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = frozenset({443, 8443})
# The only unicast block in use (RFC 4291, section 2.4); what embeds IPv4 addresses in it is taken out below.
_GLOBAL_V6: Final = ipaddress.ip_network("2000::/3")
_EMBEDDING_V6: Final = (
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("2002::/16"),  # 6to4
)


class UnsafeAddressError(ValueError):
    """The address is not one that we call for somebody else."""


def check_url(url: str) -> None:
    """Accept an https address with a host name, on a usual port, without a password in it.

    Where the name leads is decided by `resolve`, at the moment of each call: a name may change its mind.

    Raises:
        UnsafeAddressError: with a sentence for the person who typed it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise UnsafeAddressError("This is not an address.") from None
    if parts.scheme != "https" or not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise UnsafeAddressError("The address must begin with https:// and a host.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise UnsafeAddressError("The address must hold a host and a path only.")
    if port not in PORTS:
        raise UnsafeAddressError("The address must use port 443 or 8443.")
    literal = ""
    with contextlib.suppress(ValueError):
        literal = str(ipaddress.ip_address(parts.hostname))
    if literal and not is_public(literal):
        raise _not_public()


def is_public(address: str) -> bool:
    """Say whether an IP address is reachable for everybody; nothing that leads into a private network is.

    IPv6 forms of IPv4 addresses (mapped, NAT64, 6to4, Teredo) count as private: a host with a public IPv4 address has
    it in its own right.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _GLOBAL_V6 and not any(ip in network for network in _EMBEDDING_V6)
    return True


def resolve(host: str, port: int, *, seconds: float, is_public_only: bool) -> list[str]:
    """Return the IP addresses of a host, waiting at most `seconds` for the name service.

    With `is_public_only` every one of them must be public: a name that leads to both is a trap.

    Raises:
        UnsafeAddressError: one is not.
        TimeoutError: the name service is slow.
        OSError: it does not know the host.
    """
    answer: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            answer.put(error)
        except UnicodeError:
            answer.put(OSError("not a host name"))
        else:
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))

    # The system's resolver knows no deadline: a slow one is left behind, and ends by itself.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = answer.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TimeoutError("the name service did not answer") from None
    if isinstance(found, OSError):
        raise found
    if is_public_only and not all(is_public(address) for address in found):
        raise _not_public()
    return found


def _not_public() -> UnsafeAddressError:
    return UnsafeAddressError("The address must be public.")
