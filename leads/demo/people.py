"""Who signs in to the demo."""

from typing import Final

from leads.demo.stories import Person
from tenants.enums import Role

DANA: Final = Person("dana", "Dana Hollis", "dana@hollis.example", Role.OWNER)
RUTH: Final = Person("ruth", "Ruth Hollis", "ruth@hollis.example", Role.STAFF)
IMANI: Final = Person("imani", "Imani Brooks", "imani@northlight.example", Role.OWNER)
# The agency looks after the plumbers' form: one sign-in, two organizations.
IMANI_AT_HOLLIS: Final = Person("imani", IMANI.name, IMANI.email, Role.ADMIN)

SUPERADMIN_NAME: Final = "Sam Whitaker"
SUPERADMIN_EMAIL: Final = "sam@leadwizard.example"
