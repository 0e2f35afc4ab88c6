"""The product's pages as a member sees them in a browser without scripts."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from leadwizard.runtime.paths import RuntimeProblem

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM_TOKEN = re.compile(r'name="token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="token"')


class Member:
    """Somebody who is signed in."""

    def __init__(self, base_url: str, email: str, password: str) -> None:
        self._base_url = base_url
        self._jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = self.read("/account/login/")
        found = _TOKEN.search(page)
        form = {"csrfmiddlewaretoken": found[1] if found else "", "login": email, "password": password}
        self._open("/account/login/", urllib.parse.urlencode(form).encode())
        if 'name="password"' in self.read("/account/login/"):
            raise RuntimeProblem("The demo's owner could not sign in.")

    def read(self, path: str) -> str:
        """Return a page.

        Raises:
            RuntimeProblem: it is not there.
        """
        return self._open(path, None)

    def _open(self, path: str, body: bytes | None) -> str:
        request = urllib.request.Request(self._base_url + path, body)  # noqa: S310 - our own loopback address
        request.add_header("Referer", self._base_url + path)
        try:
            with self._jar.open(request, timeout=60) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError as error:
            raise RuntimeProblem(f"{path} was answered with {error.code}.") from error


def form_token(base_url: str, slug: str) -> str:
    """Open a public form, and return the token with which it is sent."""
    with urllib.request.urlopen(f"{base_url}/f/{slug}/", timeout=60) as answer:  # noqa: S310 - see above
        found = _FORM_TOKEN.search(answer.read().decode())
    if found is None:
        raise RuntimeProblem("The public form has no token.")
    return found[1] or found[2]
