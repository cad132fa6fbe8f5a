"""Tags in a text, found in time that grows with its length and no faster, whatever it holds.

An HTML5 parser answers an unclosed tag by opening it again in every later paragraph: a text of 7 kB becomes one of
1 MB, and the standard library's reader takes seconds for some broken tags. Here a tag that never ends is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
_BETWEEN = re.compile(r"[\s/]*")
_UNREAD = frozenset(
    [
        "applet",
        "audio",
        "canvas",
        "embed",
        "frameset",
        "head",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "xml",
        "xmp",
    ]
)
"""Elements whose content nobody wrote to be read."""


# No character has a number so long, and Python would refuse to read one of thousands of digits at all.
_ENDLESS = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")


def unescaped(text: str) -> str:
    """Return a text with its references as the characters that they stand for; it never fails."""
    return unescape(_ENDLESS.sub("\ufffd", text))


@dataclass(frozen=True, slots=True)
class Start:
    """A start tag; names are in small letters, of two attributes with one name the first counts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Text between tags, its character references resolved."""

    text: str


Token = Start | End | Letters


def tokens(html: str) -> Iterator[Token]:
    """Yield what stands in the text in its order; comments, declarations and unread elements are left out."""
    return _Tokens(html).read()


class _Tokens:
    """A place in a text, and what is known not to come any more."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.place = 0
        self.absent: set[str] = set()

    def read(self) -> Iterator[Token]:
        letters = 0
        while (found := self.html.find("<", self.place)) >= 0:
            self.place = found
            token = self._markup()
            if self.place == found:  # no tag: a sign like any other
                self.place += 1
                continue
            if letters < found:
                yield Letters(unescaped(self.html[letters:found]))
            letters = self.place
            if token:
                yield token
        if letters < len(self.html):
            yield Letters(unescaped(self.html[letters:]))

    def _markup(self) -> Token | None:
        """Step over the markup that begins here, or stay where there is none."""
        if self.html.startswith("<!--", self.place):
            self._skip("-->", 4)
            return None
        if self.html.startswith(("<!", "<?"), self.place):
            self._skip(">", 2)
            return None
        return self._tag(2 if self.html.startswith("</", self.place) else 1)

    def _skip(self, end: str, length: int) -> None:
        if (found := self._find(end, self.place + length)) >= 0:
            self.place = found + len(end)

    def _find(self, sought: str, start: int) -> int:
        """Find it, and never look again for what does not come any more."""
        found = -1 if sought in self.absent else self.html.find(sought, start)
        if found < 0:
            self.absent.add(sought)
        return found

    def _tag(self, lead: int) -> Token | None:
        name = _NAME.match(self.html, self.place + lead)
        if not name or "tag" in self.absent:
            return None
        attributes, end = self._attributes(name.end())
        if end == len(self.html):
            self.absent.add("tag")  # no tag that begins later ends either
            return None
        self.place = end + 1
        tag = name[0].lower()
        if lead == 1 and tag in _UNREAD:
            self._leave_out(tag)
            return None
        return Start(tag, attributes) if lead == 1 else End(tag)

    def _attributes(self, place: int) -> tuple[dict[str, str], int]:
        """Return the attributes from here, and the place of the `>` or of the text's end."""
        attributes: dict[str, str] = {}
        while True:
            place = self._after_blanks(place)
            found = _ATTRIBUTE.match(self.html, place)
            if not found:
                return attributes, place
            value = next((part for part in found.groups()[1:] if part is not None), "")
            attributes.setdefault(found[1].lower(), unescaped(value))
            place = found.end()

    def _after_blanks(self, place: int) -> int:
        found = _BETWEEN.match(self.html, place)
        return found.end() if found else place

    def _leave_out(self, tag: str) -> None:
        """Go behind the end tag of an unread element; one without an end is only a tag."""
        if tag in self.absent:
            return
        found = re.compile(f"</{tag}", re.IGNORECASE | re.ASCII).search(self.html, self.place)
        if found:
            self.place = found.start()
        else:
            self.absent.add(tag)
