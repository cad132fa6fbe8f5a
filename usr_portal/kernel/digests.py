"""One digest for whatever the portal keeps as JSON: documents, versions of a call, rows of the log."""

from __future__ import annotations

import hashlib
import json


def digest_of(value: object) -> str:
    """Digest JSON in its one canonical writing: keys sorted, no spaces, UTF-8 (SHA-256, hexadecimal)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
