"""The machine is measured by a page that has nothing of ours in it."""

import subprocess
import sys

from leadwizard.runtime.paths import PROJECT

ASK = """
import sys
from leadwizard.bench.constant import application
said = []
body = application(
    {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
     "HTTP_HOST": "127.0.0.1", "wsgi.input": sys.stdin.buffer},
    lambda status, headers: said.append(status),
)
print(said[0], b"".join(body).decode())
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {"leads", "messaging", "tenants", "celery"}))
print(*sorted(name for name in sys.modules if name.startswith("leadwizard.")))
"""


def test_the_constant_page_answers_without_anything_of_the_product():
    asked = subprocess.run([sys.executable, "-c", ASK], cwd=PROJECT, capture_output=True, text=True, check=True)
    answer, product, ours = asked.stdout.splitlines()

    assert answer == "200 OK ok"
    assert product == ""
    assert ours.split() == ["leadwizard.bench", "leadwizard.bench.constant"]
