"""Small PDF papers that read like the real ones: one of each kind is set, then bound anew for every proposal."""

from __future__ import annotations

import io
from functools import cache
from html import escape

import pikepdf
import weasyprint
from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import Paper

Kind = Paper.Kind
NEW = (Kind.CLOSING_REPORT, Kind.ELIGIBILITY_EVIDENCE)
RAN = (Kind.PRIOR_RESULTS_REPORT, Kind.PRIOR_RELATION_STATEMENT)
STYLE = """
@page { size: A4; margin: 25mm; @bottom-center { content: counter(page) } }
body { font-family: "Noto Serif CJK TC", serif; font-size: 12pt; line-height: 1.7 }
h1 { font-size: 18pt } h2 { font-size: 14pt; page-break-before: always }
"""
PARTS: dict[str, tuple[str, ...]] = {
    Kind.PRIOR_RESULTS_REPORT: ("執行成果摘要", "場域經營與課程", "經費執行情形"),
    Kind.PRIOR_RELATION_STATEMENT: ("前期成果與本期目標", "延續與調整之處"),
    Kind.CLOSING_REPORT: ("計畫緣起", "執行成果", "檢討與建議"),
    Kind.ELIGIBILITY_EVIDENCE: ("服務證明", "核定函影本"),
    Kind.RESULTS_EVIDENCE: ("場域成果", "外部肯定"),
    Kind.MOU: ("Premise of this memorandum", "Terms and signatures"),
}
WORDS = "本文件為示範資料，供試用入口網時閱讀。內容記載場域現況、參與人數、合作組織意見，以及後續改善措施。"


def upload(kind: str, title: str) -> SimpleUploadedFile:
    """Give a paper of a kind for a proposal, as a browser would send it."""
    with pikepdf.open(io.BytesIO(_template(kind))) as pdf:
        pdf.docinfo["/Title"] = title
        out = io.BytesIO()
        pdf.save(out)
    label = str(Kind(kind).label)
    return SimpleUploadedFile(f"{label}.pdf", out.getvalue(), content_type="application/pdf")


@cache
def _template(kind: str) -> bytes:
    label = escape(str(Kind(kind).label))
    body = "".join(f"<h2>{escape(part)}</h2><p>{WORDS}</p>" for part in PARTS[kind])
    page = f"<html lang='zh-Hant-TW'><style>{STYLE}</style><h1>{label}</h1><p>{WORDS}</p>{body}</html>"
    return bytes(weasyprint.HTML(string=page).write_pdf())
