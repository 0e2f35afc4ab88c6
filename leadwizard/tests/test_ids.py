"""Ids say when they were made, and rise with the time."""

import os
import threading
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from leadwizard.lib import ids


def test_ids_rise_with_the_time():
    now = timezone.now()
    assert ids.first_at(now) <= ids.uuid7()
    assert ids.first_at(now).int >> 80 == int(now.timestamp() * 1000)
    assert ids.first_at(now - timedelta(milliseconds=1)) < ids.first_at(now)


def test_no_two_ids_or_references_are_alike_among_threads_and_children():
    ids.uuid7()
    theirs, ours = os.pipe()
    child = os.fork()
    if not child:
        os.write(ours, ",".join(_made_by_two_threads()).encode())
        os._exit(0)
    os.close(ours)
    mine = _made_by_two_threads()
    with os.fdopen(theirs) as said:
        made = [*mine, *said.read().split(",")]
    os.waitpid(child, 0)
    assert len(made) == len(set(made)) == 2 * 2 * 2 * 300


def _made_by_two_threads() -> list[str]:
    made: list[str] = []

    def make() -> None:
        for _ in range(300):
            # What is chance in it: the time alone would keep them apart.
            made.append(f"{ids.uuid7().int & ((1 << 62) - 1):x}")
            made.append(ids.reference(12))

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


def test_a_reference_has_letters_that_nobody_mistakes_each_as_often():
    found = Counter("".join(ids.reference() for _ in range(5_000)))
    assert set(found) == set("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert all(800 < times < 1_200 for times in found.values())
