"""Ask the site in this container how it is: exit 0 when /healthz answers 200."""

import os
import sys
import urllib.request

# The site answers only to its own names; a leading dot there means "and what is below it".
HOST = os.environ["USR_ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".")
REQUEST = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": HOST})

with urllib.request.urlopen(REQUEST, timeout=5) as answer:  # noqa: S310 - a fixed address in this container
    sys.exit(answer.status != 200)  # noqa: PLR2004 - HTTP's own figure
