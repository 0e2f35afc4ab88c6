"""/proc tells each process's memory and time under the program that started it."""

import os
import subprocess
import sys

from leadwizard.bench.processes import processor_seconds, resident

WORK = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "held = bytearray(60_000_000)\\nprint('there', flush=True)\\ninput()"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
until = time.process_time() + 0.3
while time.process_time() < until:
    pass
print(child.pid, flush=True)
input()
child.communicate(b"end\\n")
"""


def test_memory_and_time_are_those_of_the_program_and_of_what_it_started():
    with subprocess.Popen(
        [sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        child = int(program.stdout.readline())
        found = resident(program.pid)
        taken = processor_seconds({"worker": program.pid, "nobody": 2**22 + 1})
        program.communicate("end\n")
    assert list(found) == [child]
    assert 60 < found[child] < 120
    assert 0.3 <= taken["worker"] < 5
    assert taken["nobody"] == 0
    assert os.getpid() not in found
