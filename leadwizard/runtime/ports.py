"""Loopback ports: which are free, and which to take."""

import contextlib
import errno
import random
import socket
from collections.abc import Iterable

# Below the range that systems hand out to outgoing connections: a port that a server must get
# back after a restart is never taken by a client in between.
OWN_RANGE = range(20000, 32000)


HIGHEST = 65535


def is_reserved(port: int) -> bool:
    """Whether the system keeps this port from us, taken or not."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno == errno.EACCES
    return False


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        # As servers do it: connections of a previous server in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def pick(taken: Iterable[int] = ()) -> int:
    """A free port of our range that is not among those already given away."""
    taken = set(taken)
    # No secret: the order only keeps two starts at the same moment apart.
    for port in random.sample(OWN_RANGE, len(OWN_RANGE)):
        if port not in taken and is_free(port):
            return port
    raise OSError(errno.EADDRINUSE, "no free loopback port between 20000 and 32000")
