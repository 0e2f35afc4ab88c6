#!/usr/bin/env python3
"""The one command of the project: `up`, `test`, `lock` and every Django command."""

import sys

# Kept free of newer syntax, so that an old Python reaches this sentence.
if sys.version_info < (3, 11):  # noqa: UP036 - that is the point
    sys.exit(
        "LeadWizard needs Python 3.11 or newer, and this is Python %d.%d.\n"  # noqa: UP031
        "Start it with a newer one, for example: python3.12 manage.py up" % sys.version_info[:2]
    )

from leadwizard.runtime.entry import main

if __name__ == "__main__":
    main(sys.argv)
