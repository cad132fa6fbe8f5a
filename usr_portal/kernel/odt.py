"""OpenDocument texts (.odt): the package, the styles, and the document around a body that is written elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from usr_portal.kernel.odf import Package
from usr_portal.kernel.rich_odt import TABLE_MM, Drawn, spaced_plain

MIME_TYPE = "application/vnd.oasis.opendocument.text"
_NAMES = (
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    ' office:version="1.3"'
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself; `at` is when it was made, aware."""

    title: str
    subject: str
    author: str
    at: datetime


def write(stream: IO[bytes], head: Head, body: str, pictures: Mapping[str, Drawn]) -> None:
    """Write a document; `body` is the XML within `office:text`, `pictures` are the files that it shows, by path."""
    files = {"content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    files |= {name: picture.media_type for name, picture in pictures.items()}
    package = Package(stream, MIME_TYPE, files, head.at)
    package.add("content.xml", [_content(body).encode()])
    package.add("styles.xml", [_STYLES.encode()])
    package.add("meta.xml", [_meta(head).encode()])
    for name, picture in pictures.items():
        package.add(name, [picture.content])
    package.close()


def _content(body: str) -> str:
    return (
        f"{_XML}<office:document-content{_NAMES}><office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def _meta(head: Head) -> str:
    return (
        f"{_XML}<office:document-meta{_NAMES}><office:meta><dc:title>{spaced_plain(head.title)}</dc:title>"
        f"<dc:subject>{spaced_plain(head.subject)}</dc:subject><dc:creator>{spaced_plain(head.author)}</dc:creator>"
        f"<dc:date>{head.at:%Y-%m-%dT%H:%M:%S}</dc:date><dc:language>zh-TW</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _paragraph(name: str, paragraph: str = "", text: str = "", parent: str = "Standard") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}">'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {text}/></style:style>"
    )


def _heading(level: int, points: float) -> str:
    sizes = f'fo:font-size="{points}pt" style:font-size-asian="{points}pt"'
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph"'
        f' style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:default-outline-level="{level}"'
        ' style:class="text"><style:paragraph-properties fo:margin-top="0.4cm" fo:margin-bottom="0.15cm"'
        ' fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"'
        f" {sizes}/></style:style>"
    )


def _mark(name: str, properties: str) -> str:
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {properties}/></style:style>'


def _list(name: str, level: str) -> str:
    levels = "".join(level.format(level=depth, indent=0.7 * depth) for depth in range(1, 9))
    return f'<text:list-style style:name="{name}">{levels}</text:list-style>'


_PLACE = (
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm"'
    ' fo:margin-left="{indent:.1f}cm"/></style:list-level-properties>'
)
_CELL = (
    '<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #777777"'
    ' fo:padding="0.1cm"{more}/></style:style>'
)
_AUTOMATIC = (
    '<style:style style:name="Table" style:family="table"><style:table-properties style:width="'
    f"{TABLE_MM / 10}cm"
    '"'
    ' fo:margin-top="0.1cm" fo:margin-bottom="0.3cm" table:align="left"/></style:style>'
    + "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
        for width in range(TABLE_MM + 1)
    )
    + _CELL.format(name="Cell", more="")
    + _CELL.format(name="Head", more=' fo:background-color="#e8eeec"')
    + _mark("strong", 'fo:font-weight="bold" style:font-weight-asian="bold"')
    + _mark("em", 'fo:font-style="italic" style:font-style-asian="italic"')
    + _mark("u", 'style:text-underline-style="solid" style:text-underline-width="auto"')
    + _mark("s", 'style:text-line-through-style="solid"')
    + _mark("sub", 'style:text-position="sub 60%"')
    + _mark("sup", 'style:text-position="super 60%"')
    + _list(
        "Dotted",
        '<text:list-level-style-bullet text:level="{level}" text:bullet-char="•">'
        + _PLACE
        + "</text:list-level-style-bullet>",
    )
    + _list(
        "Numbered",
        '<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">'
        + _PLACE
        + "</text:list-level-style-number>",
    )
)
_FONTS = 'style:font-name="Liberation Serif" style:font-name-asian="標楷體"'
_STYLES = (
    f"{_XML}<office:document-styles{_NAMES}><office:font-face-decls>"
    "<style:font-face style:name=\"Liberation Serif\" svg:font-family=\"'Liberation Serif', 'Times New Roman'\"/>"
    "<style:font-face style:name=\"標楷體\" svg:font-family=\"'標楷體', 'DFKai-SB', 'TW-Kai', 'Noto Serif CJK TC'\"/>"
    "</office:font-face-decls><office:styles>"
    '<style:default-style style:family="paragraph"><style:text-properties '
    + _FONTS
    + ' fo:font-size="12pt" style:font-size-asian="12pt" fo:language="en" fo:country="US"'
    ' style:language-asian="zh" style:country-asian="TW"/></style:default-style>'
    '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
    + _paragraph("Text_20_body", 'fo:margin-bottom="0.15cm" fo:line-height="150%" fo:text-indent="0.85cm"')
    + _paragraph("List_20_Contents", 'fo:line-height="150%"')
    + _paragraph("Quotations", 'fo:margin-left="1cm" fo:margin-right="1cm" fo:margin-bottom="0.15cm"')
    + _paragraph("Figure", 'fo:text-align="center" fo:margin-top="0.2cm"')
    + _paragraph(
        "Caption",
        'fo:text-align="center" fo:margin-bottom="0.3cm"',
        'fo:font-size="10.5pt" style:font-size-asian="10.5pt"',
    )
    + _paragraph(
        "Title",
        'fo:text-align="center" fo:margin-top="2cm" fo:margin-bottom="0.5cm"',
        'fo:font-size="26pt" style:font-size-asian="26pt" fo:font-weight="bold" style:font-weight-asian="bold"',
    )
    + _paragraph(
        "Subtitle",
        'fo:text-align="center" fo:margin-bottom="0.2cm"',
        'fo:font-size="14pt" style:font-size-asian="14pt"',
    )
    + _paragraph("Table_20_Contents", "", 'fo:font-size="10pt" style:font-size-asian="10pt"')
    + _paragraph("Table_20_Number", 'fo:text-align="end"', "", "Table_20_Contents")
    + _paragraph("Table_20_Heading", "", 'fo:font-weight="bold" style:font-weight-asian="bold"', "Table_20_Contents")
    + _paragraph(
        "Table_20_Title",
        'fo:margin-top="0.3cm" fo:keep-with-next="always"',
        'fo:font-weight="bold" style:font-weight-asian="bold" fo:font-size="11pt" style:font-size-asian="11pt"',
    )
    + _paragraph("Note", 'fo:margin-bottom="0.2cm"', 'fo:font-size="9.5pt" style:font-size-asian="9.5pt"')
    + _paragraph(
        "Footnote",
        'fo:margin-left="0.5cm" fo:text-indent="-0.5cm"',
        'fo:font-size="9.5pt" style:font-size-asian="9.5pt"',
    )
    + "".join(_heading(level, points) for level, points in enumerate((18, 15, 13, 12, 12, 11.5), 1))
    + '</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties'
    ' fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2.2cm" fo:margin-bottom="2cm" fo:margin-left="2.4cm"'
    ' fo:margin-right="2cm"/><style:footer-style><style:header-footer-properties fo:margin-top="0.4cm"/></style:footer-style>'
    "</style:page-layout></office:automatic-styles>"
    '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:footer>'
    '<text:p text:style-name="Caption"><text:page-number text:select-page="current"/></text:p></style:footer>'
    "</style:master-page></office:master-styles></office:document-styles>"
)
