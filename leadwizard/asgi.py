"""The live updates, for any ASGI server: `leadwizard.asgi:application`. One process: streams are counted in it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")
django.setup(set_prefix=False)

from leadwizard.events.application import Application  # noqa: E402 - it needs the apps
from tenants.checks import refuse_harmful_role  # noqa: E402 - it does, too

refuse_harmful_role()
application = Application()
