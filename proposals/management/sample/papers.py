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
SLIDE_STYLE = """
@page { size: 254mm 143mm; margin: 14mm 18mm; @bottom-right { content: counter(page); font-size: 10pt } }
body { font-family: "Noto Sans CJK TC", sans-serif; font-size: 17pt; line-height: 1.7; color: #223 }
h1 { font-size: 32pt; margin-top: 35mm } h2 { font-size: 24pt; color: #0a5a5a; page-break-before: always }
"""
SLIDES = (
    ("場域與問題", ("場域現況與利害關係人", "前期成果與未竟之處", "本期選定的切入點")),
    ("三年目標", ("第一年：建立基線與合作守則", "第二年：完成並開放使用", "第三年：移交在地組織並公開評估")),
    ("課程與學生", ("學分課程與場域實作", "每學期進入場域六次", "學生成果公開發表")),
    ("待釐清事項", ("接手組織與經費", "指標的基線與蒐集頻率", "校級支持")),
)
WORDS = "本文件為示範資料，供試用入口網時閱讀。內容記載場域現況、參與人數、合作組織意見，以及後續改善措施。"


def upload(kind: str, title: str) -> SimpleUploadedFile:
    """Give a paper of a kind for a proposal, as a browser would send it."""
    return _bound(_template(kind), title, str(Kind(kind).label))


def slides(title: str) -> SimpleUploadedFile:
    """Give a proposal's slides, as a browser would send them."""
    return _bound(_slides(), title, "簡報")


def _bound(template: bytes, title: str, name: str) -> SimpleUploadedFile:
    with pikepdf.open(io.BytesIO(template)) as pdf:
        pdf.docinfo["/Title"] = title
        out = io.BytesIO()
        pdf.save(out)
    return SimpleUploadedFile(f"{name}.pdf", out.getvalue(), content_type="application/pdf")


@cache
def _slides() -> bytes:
    body = "".join(
        f"<h2>{escape(head)}</h2><ul><li>{'</li><li>'.join(map(escape, lines))}</li></ul>" for head, lines in SLIDES
    )
    page = f"<html lang='zh-Hant-TW'><style>{SLIDE_STYLE}</style><h1>計畫簡報（示範）</h1>{body}</html>"
    return bytes(weasyprint.HTML(string=page).write_pdf())


@cache
def _template(kind: str) -> bytes:
    label = escape(str(Kind(kind).label))
    body = "".join(f"<h2>{escape(part)}</h2><p>{WORDS}</p>" for part in PARTS[kind])
    page = f"<html lang='zh-Hant-TW'><style>{STYLE}</style><h1>{label}</h1><p>{WORDS}</p>{body}</html>"
    return bytes(weasyprint.HTML(string=page).write_pdf())
