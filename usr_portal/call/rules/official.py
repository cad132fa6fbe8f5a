"""Reading the file of the call's official text: its encoding, and what a text file may hold."""

from __future__ import annotations

import unicodedata

from usr_portal.kernel.messages import Message, gettext_noop

MAX_BYTES = 2 * 1024 * 1024

_ALLOWED_CONTROLS = "\n\t\f"


class UnreadableTextError(ValueError):
    """The file is no readable text; ``reason`` says so to the reader."""

    def __init__(self, template: str) -> None:
        """Take the reason's template."""
        super().__init__(template)
        self.reason = Message(template)


def decode(data: bytes) -> str:
    """Return the text of a UTF-8 or Big5 file, with line feeds alone; raises ``UnreadableTextError``."""
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(sign) == "Cc" and sign not in _ALLOWED_CONTROLS for sign in text):
        raise UnreadableTextError(gettext_noop("檔案內有不屬於文字的控制字元，可能不是純文字檔。"))
    if not text.strip():
        raise UnreadableTextError(gettext_noop("檔案是空的。"))
    return text


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTextError(gettext_noop("無法辨識檔案的編碼；請另存為 UTF-8 純文字檔。"))
