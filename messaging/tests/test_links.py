"""Links of ours that must not reach a customer, as link checkers and quotations leave them."""

import pytest

from messaging.links import leads_inside

HOME = "https://app.my-leads.example"
INNER = {
    "plain": "See https://app.my-leads.example/approve/eyJ:1x:Ab_c and yes.",
    "in capitals": "HTTPS://APP.MY-LEADS.EXAMPLE/APPROVE/X",
    "without a scheme": "app.my-leads.example/o/acme/leads/1/",
    "in angle brackets": "Approve<https://app.my-leads.example/approve/x>",
    "the front door": "https://app.my-leads.example/",
    "Microsoft": "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fapp.my-leads.example%2Fapprove%2Fx&data=1",
    "Barracuda": "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fapp.my-leads.example%2fapprove%2fx&c=E",
    "Google": "https://www.google.com/url?q=https://app.my-leads.example/approve/x&source=gmail",
    "Proofpoint, second": (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__app.my-2Dleads.example_approve_x&d=DwMFaQ"
    ),
    "Proofpoint, third": "https://urldefense.com/v3/__https://app.my-leads.example/approve/x__;!!Nv",
    "one checker in another": (
        "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fnam02.safelinks.protection.outlook.com"
        "%2f%3furl%3dhttps%253A%252F%252Fapp.my-leads.example%252Fapprove%252Fx"
    ),
    "broken over quoted lines": "> https://app.my-\n> leads.example/approve/x",
}
HARMLESS = {
    "no link": "We come at six.",
    "a form": "Please fill https://app.my-leads.example/f/acme/ again.",
    "a form, checked": "https://x.example/?url=https%3A%2F%2Fapp.my-leads.example%2Ff%2Facme%2F",
    "another site": "Prices: https://acme.example/prices and https://leads.example/approve/x",
    "our name": "We use app.my-leads.example for this.",
}


@pytest.mark.parametrize("text", INNER.values(), ids=INNER.keys())
def test_a_link_inside_is_seen(text):
    assert leads_inside(text, home=HOME)


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_is_meant_for_everybody_passes(text):
    assert not leads_inside(text, home=HOME)
