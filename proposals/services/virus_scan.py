"""Asks ClamAV about an upload by its INSTREAM protocol, where a scanner is configured (`USR_CLAMAV`)."""

from __future__ import annotations

import socket
import struct
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from proposals.services.paper_inspection import PaperRefused

_CHUNK = 64 * 1024
_SECONDS = 60.0


def scan(stream: IO[bytes]) -> None:
    """Raise `PaperRefused` where the scanner finds something, or cannot be asked. The stream is left at its start.

    Without a scanner configured nothing is asked. One that does not answer lets no file through.
    """
    if not settings.USR_CLAMAV:
        return
    stream.seek(0)
    try:
        answer = _ask(settings.USR_CLAMAV, stream)
    except OSError:
        raise PaperRefused(_("掃毒服務暫時沒有回應，檔案還沒有收下；請過幾分鐘再上傳一次。")) from None
    stream.seek(0)
    if answer.endswith("FOUND"):
        raise PaperRefused(_("掃毒發現這個檔案有惡意內容，無法收下；請換一份乾淨的檔案。"))
    if not answer.endswith("OK"):
        raise PaperRefused(_("掃毒沒有完成，檔案還沒有收下；請過幾分鐘再上傳一次。"))


def _ask(address: str, stream: IO[bytes]) -> str:
    """Send the file in chunks, each with its length; give the scanner's one line."""
    host, _colon, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=_SECONDS) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := stream.read(_CHUNK):
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        return _line(connection)


def _line(connection: socket.socket) -> str:
    answer = b""
    while part := connection.recv(4096):
        answer += part
        if answer.endswith(b"\0"):
            break
    return answer.rstrip(b"\0\n").decode(errors="replace")
