"""An uploaded file of the registry (.ods or .csv) as a table of texts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from usr_portal.kernel.csv_cells import unguarded
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.ods_reading import Limits, Row, SpreadsheetError, read_first_sheet

MOST_BYTES = 10 * 1024 * 1024
LIMITS = Limits()
_ENCODINGS = ("utf-8-sig", "cp950", "big5hkscs")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Table:
    """The header's texts and the rows below it, each with its number in the spreadsheet (the header's included)."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(filename: str, data: bytes) -> Table:
    """Read the file by its extension, which its first bytes must bear out. Raises `SpreadsheetError`.

    A CSV file may be UTF-8 (with or without BOM), UTF-16 with BOM, or Big5; separated by commas, semicolons or tabs.
    """
    if len(data) > MOST_BYTES:
        raise SpreadsheetError(
            gettext_noop("檔案超過 {megabytes} MB，請分成數個檔案。"), megabytes=MOST_BYTES // 1024**2
        )
    if not data.strip():
        raise SpreadsheetError(gettext_noop("檔案是空的。"))
    rows = _rows(filename.lower(), data)
    if not rows:
        raise SpreadsheetError(gettext_noop("檔案裡沒有任何資料列。"))
    (_number, header), *body = rows
    return Table(tuple(text.strip() for text in header), tuple(body))


def _rows(filename: str, data: bytes) -> tuple[Row, ...]:
    zipped = data.startswith(_ZIP)
    if filename.endswith(".ods") and zipped:
        return read_first_sheet(data, LIMITS)
    if filename.endswith(".csv") and not zipped:
        return _read_csv(_decoded(data))
    if filename.endswith((".ods", ".csv")):
        raise SpreadsheetError(gettext_noop("檔案內容與副檔名不符；請由試算表軟體另存為 .ods 或 .csv。"))
    raise SpreadsheetError(gettext_noop("只接受 .ods 或 .csv 檔；其他格式請先由試算表軟體另存。"))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise SpreadsheetError(gettext_noop("無法辨識檔案的文字編碼；請另存為 UTF-8 編碼的 .csv，或改用 .ods。"))


def _read_csv(text: str) -> tuple[Row, ...]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SpreadsheetError(
            gettext_noop("CSV 檔無法解讀（{detail}）；請檢查引號是否成對。"), detail=str(error)
        ) from None
    rows = [(number, _cells(record)) for number, record in enumerate(records, 1)]
    kept = tuple(row for row in rows if any(text.strip() for text in row[1]))
    if len(kept) > LIMITS.rows:
        raise SpreadsheetError(gettext_noop("試算表超過 {rows} 列，請分成數個檔案。"), rows=LIMITS.rows)
    return kept


def _cells(record: list[str]) -> tuple[str, ...]:
    return tuple(unguarded(text) for text in record[: LIMITS.columns])
