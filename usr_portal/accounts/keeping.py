"""What a browser needs to keep unsent text for one person alone: their mark and a key that nobody else is given.

Text that could not be stored stays in the browser, encrypted. The key comes with the page of whoever is signed in, so
that another person at the same machine finds only what they cannot read (個人資料保護法 §27: safety of what is kept).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AnonymousUser

    from usr_portal.accounts.models import Person

MARK = "usr.keeping.mark"
KEY = "usr.keeping.key"


def mark(person: Person | AnonymousUser) -> str:
    """Return who somebody is to a page, without saying it: 16 hexadecimal digits."""
    return salted_hmac(MARK, str(person.pk), algorithm="sha256").hexdigest()[:16]


def key(person: Person) -> str:
    """Return the person's key, 32 bytes in base64 for addresses; it stays the same until the secret key changes."""
    secret = salted_hmac(KEY, f"{person.pk} {person.created_at.isoformat()}", algorithm="sha256").digest()
    return urlsafe_b64encode(secret).decode()


def is_unsent(sent: Mapping[str, str]) -> bool:
    """Tell whether a form is sent from the browser's keeping, because it could not be stored when it was typed."""
    return sent.get("kept") == "unsent"


def after(address: str, sent: Mapping[str, str]) -> str:
    """Return where a stored form leads to: with the name of the open page, if its script keeps what was typed.

    The script lets go of what it kept only when it reads that name.
    """
    if not sent.get("kept"):
        return address
    address, _, place = address.partition("#")
    joined = f"{address}{'&' if '?' in address else '?'}{urlencode({'kept': sent.get('written_in', '')})}"
    return f"{joined}#{place}" if place else joined
