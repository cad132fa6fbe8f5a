from __future__ import annotations

import hashlib
import io
import socket
import struct
import threading
from collections.abc import Callable

import pikepdf
import pytest
from pytest_django import Settings

from proposals.services.paper_inspection import PaperRefused, inspect
from proposals.services.virus_scan import scan
from tests.proposals import papers


def refusal(content: bytes, name: str = "成果報告.pdf") -> str:
    with pytest.raises(PaperRefused) as refused:
        inspect(papers.upload(content, name))
    return str(refused.value)


def test_a_plain_pdf_is_taken_with_its_facts() -> None:
    content = papers.pdf(3)
    upload = papers.upload(content)
    facts = inspect(upload)
    assert (facts.pages, facts.size, facts.sha256) == (3, len(content), hashlib.sha256(content).hexdigest())
    assert upload.tell() == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b"<!doctype html><script>alert(1)</script>", "內容不是 PDF"),
        (b"\n<html>%PDF-1.7", "內容不是 PDF"),
        (papers.zip_file(), "壓縮檔或 Office 文件"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "舊版 Office"),
        (b"\x89PNG\r\n\x1a\n", "圖片"),
        (b"%PDF-1.7\n" + b"nothing" * 50, "損壞"),
    ],
)
def test_what_only_calls_itself_pdf_is_refused(content: bytes, says: str) -> None:
    assert says in refusal(content)


def test_another_extension_is_refused_by_name() -> None:
    assert "「報告.docx」" in refusal(papers.pdf(), "報告.docx")


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_cut_off_upload_is_refused(kept: float) -> None:
    content = papers.pdf(20)
    assert "損壞或不完整" in refusal(content[: int(len(content) * kept)])


def test_a_password_to_open_is_refused() -> None:
    assert "開啟密碼" in refusal(papers.locked(opens="secret"))


def test_restrictions_that_forbid_joining_are_refused() -> None:
    assert "不允許列印或併入" in refusal(papers.locked(allow=pikepdf.Permissions(modify_assembly=False)))


def test_an_encrypted_file_that_opens_and_may_be_joined_is_taken() -> None:
    assert inspect(papers.upload(papers.locked())).pages == 2


@pytest.mark.parametrize("action", ["/JavaScript", "/Launch", "/SubmitForm"])
def test_an_action_that_runs_something_is_refused(action: str) -> None:
    assert "自動執行" in refusal(papers.with_action(action))


def test_a_script_in_a_field_of_a_form_is_refused() -> None:
    document = pikepdf.open(io.BytesIO(papers.pdf()))
    keystroke = pikepdf.Dictionary(K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")))
    field = document.make_indirect(pikepdf.Dictionary(T=pikepdf.String("a"), AA=keystroke))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    assert "自動執行" in refusal(papers.saved(document))


def test_an_action_that_follows_a_harmless_one_is_found() -> None:
    document = pikepdf.open(io.BytesIO(papers.pdf()))
    after = pikepdf.Dictionary(S=pikepdf.Name.Launch)
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.URI, URI=pikepdf.String("x"), Next=pikepdf.Array([after])
    )
    assert "自動執行" in refusal(papers.saved(document))


def test_links_and_a_first_page_to_show_are_no_reason_to_refuse() -> None:
    document = pikepdf.open(io.BytesIO(papers.pdf()))
    document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org")),
    )
    document.pages[0].obj.Annots = pikepdf.Array([link])
    assert inspect(papers.upload(papers.saved(document))).pages == 2


def test_a_file_carried_inside_is_refused() -> None:
    assert "夾帶" in refusal(papers.with_attachment())


def test_no_pages_is_refused() -> None:
    assert "沒有任何一頁" in refusal(papers.saved(pikepdf.new()))


def test_size_and_pages_stop_at_the_settings_and_not_before(settings: Settings) -> None:
    content = papers.pdf(3)
    settings.USR_PAPER_MAX_PAGES, settings.USR_PAPER_MAX_BYTES = 3, len(content)
    assert inspect(papers.upload(content)).pages == 3
    settings.USR_PAPER_MAX_PAGES = 2
    assert "有 3 頁，超過上限 2 頁" in refusal(content)
    settings.USR_PAPER_MAX_BYTES = len(content) - 1
    assert "超過上限" in refusal(content)


@pytest.fixture
def clamav(settings: Settings) -> Callable[[bytes], list[bytes]]:
    """Start a scanner that gives one answer and keeps what it was sent."""

    def start(answer: bytes) -> list[bytes]:
        received: list[bytes] = []
        server = socket.create_server(("127.0.0.1", 0))
        settings.USR_CLAMAV = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            connection, _address = server.accept()
            with server, connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while length := struct.unpack(">I", stream.read(4))[0]:
                    received.append(stream.read(length))
                connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        return received

    return start


def test_the_scanner_sees_the_whole_file(clamav: Callable[[bytes], list[bytes]]) -> None:
    content = b"%PDF-" + b"x" * 150_000
    received = clamav(b"stream: OK\0")
    scan(io.BytesIO(content))
    assert b"".join(received) == content


@pytest.mark.parametrize(
    ("answer", "says"), [(b"stream: Eicar FOUND\0", "惡意內容"), (b"INSTREAM size limit exceeded. ERROR\0", "沒有完成")]
)
def test_a_finding_or_an_error_of_the_scanner_lets_no_file_through(
    clamav: Callable[[bytes], list[bytes]], answer: bytes, says: str
) -> None:
    clamav(answer)
    with pytest.raises(PaperRefused, match=says):
        scan(io.BytesIO(b"%PDF-"))


def test_a_scanner_that_is_away_lets_no_file_through(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.USR_CLAMAV = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PaperRefused, match="沒有回應"):
        scan(io.BytesIO(b"%PDF-"))
