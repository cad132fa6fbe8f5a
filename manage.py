#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "usr_portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - the error below needs it here

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
