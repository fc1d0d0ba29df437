"""Looking inside: what is taken, what is refused with which words, what is marked; the scanner."""

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parindex.evidence.enums import Mark, MediaType, Scan
from parindex.evidence.looking import Unavailable, look_at, look_early
from parindex.kernel.verdicts import Refused
from tests import papers

type Look = Callable[[bytes], Any]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    def looked(data: bytes) -> Any:
        path = tmp_path / "file"
        path.write_bytes(data)
        return look_at(path)

    return looked


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (papers.pdf(), MediaType.PDF),
        (papers.docx(), MediaType.DOCX),
        (papers.xlsx(), MediaType.XLSX),
        (papers.png(), MediaType.PNG),
        (papers.jpeg(), MediaType.JPEG),
        # Scanners and signing programs leave a few bytes behind the end.
        (papers.pdf() + b"\r\n\0\0\0", MediaType.PDF),
    ],
)
def test_the_type_is_found_from_the_content(look: Look, data: bytes, kind: MediaType) -> None:
    found = look(data)
    assert (found.media_type, found.marks, found.scan) == (kind, (), Scan.NONE)


def zipped(**parts: bytes) -> bytes:
    return papers.archive({name.replace("_dot_", "."): data for name, data in parts.items()})


def with_password() -> bytes:
    data = bytearray(papers.docx())
    for at, signature in ((6, b"PK\x03\x04"), (8, b"PK\x01\x02")):
        place = data.find(signature)
        data[place + at] |= 1
    return bytes(data)


def twice_the_same_part() -> bytes:
    out = io.BytesIO(papers.docx())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as made:
        made.writestr("word/document.xml", b"<w:document/>")
    return out.getvalue()


def bomb() -> bytes:
    return papers.docx(word__media__a_dot_png=bytes(120_000_000))


def trailing_archive(data: bytes) -> bytes:
    """What an archive program opens as an archive, and a reader of papers as a paper."""
    inner = papers.archive({"a.js": b"alert(1)"})
    return data + inner


RELATION = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'attachedTemplate" Target="file://10.0.0.1/x.dotm" TargetMode="External"/></Relationships>'
)

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "rỗng"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(5000), "Không nhận loại tệp này (.rar)"),
    "program": (b"MZ\x90\x00" + bytes(5000), "Không nhận loại tệp này"),
    "web page": (b"<html><script>alert(1)</script></html>", "Không nhận loại tệp này"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "Không nhận loại tệp này"),
    "text": ("Báo cáo".encode(), "Không nhận loại tệp này"),
    "a web page that is a PDF": (b"%PDF-1.7\n<html><script>alert(1)</script>" + papers.pdf()[9:], "trang web"),
    "a web page that is a picture": (papers.jpeg()[:2] + b"\xff\xfe\x00\x2a<script>alert(document.domain)</script>  "
                                     + papers.jpeg()[2:], "trang web"),
    "a paper not at the start": (b"GIF89a" + papers.pdf(), "Không nhận loại tệp này"),
    "cut off": (papers.pdf()[:-60], "không đầy đủ"),
    "an archive behind a paper": (trailing_archive(papers.pdf()), "dữ liệu lạ"),
    "an archive behind a photograph": (trailing_archive(papers.jpeg()), "dữ liệu lạ"),
    "a program behind a picture": (papers.png() + b"MZ" + bytes(900), "dữ liệu lạ"),
    "a program behind a paper": (papers.pdf() + b"MZ" + bytes(9000), "dữ liệu lạ"),
    "a picture of a wall": (papers.png(60_000, 60_000), "quá nhiều điểm ảnh"),
    "half a picture": (papers.png()[:-20], "bị hỏng"),
    "half a photograph": (papers.jpeg()[:30], "bị hỏng"),
    "an archive": (zipped(a_dot_pdf=papers.pdf()), "tệp nén"),
    "an archive called a document": (zipped(word=b"x"), "tệp nén"),
    "macros": (papers.docx(word__vbaProject_dot_bin=b"x"), "macro"),
    "macros by their type": (papers.docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "macro"),
    "old macros": (papers.xlsx(xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macro"),
    "ActiveX": (papers.docx(word__activeX__activeX1_dot_bin=b"x"), "macro"),
    "a template from elsewhere": (papers.docx(word___rels__settings_dot_xml_dot_rels=RELATION), "nơi khác"),
    "old or locked office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "định dạng cũ hoặc có mật khẩu"),
    "a bomb": (bomb(), "lớn bất thường"),
    "with a password": (with_password(), "mật khẩu"),
    "a part twice": (twice_the_same_part(), "bất thường"),
    "something before the archive": (b"PK\x03\x04" + bytes(40) + papers.docx(), "bất thường"),
    "a damaged archive": (papers.docx()[:-30], "bị hỏng"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused(look: Look, name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        look(data)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("data", "marks"),
    [
        (papers.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), (Mark.ACTIVE,)),
        (papers.pdf(extra=b"/OpenAction << /S /Launch /F (x) >>"), (Mark.ACTIVE,)),
        (papers.pdf(extra=b"/Names << /EmbeddedFiles << /Names [] >> >> /X /EmbeddedFile "), (Mark.ATTACHMENTS,)),
        (papers.locked_pdf(), (Mark.RESTRICTED,)),
        (papers.docx(word__embeddings__a_dot_xlsx=b"x"), (Mark.ATTACHMENTS,)),
        # A word that only begins like one of ours.
        (papers.pdf(extra=b"/JSON 1"), ()),
    ],
)
def test_what_should_be_known_is_marked(look: Look, data: bytes, marks: tuple[Mark, ...]) -> None:
    assert look(data).marks == marks


def test_a_wrong_file_is_refused_by_its_first_bytes() -> None:
    with pytest.raises(Refused, match="Không nhận"):
        look_early(b"Rar!\x1a\x07\x00" + bytes(4096), 50_000_000)
    look_early(papers.pdf(filling=9000)[:4096], 50_000_000)
    # Too few bytes to tell: later.
    look_early(b"Ra", 50_000_000)


def test_each_type_has_its_own_limit(settings: Any, look: Look) -> None:
    settings.EVIDENCE_LIMITS = {"pdf": 1 << 20, "office": 2 << 20, "image": 1 << 19}
    with pytest.raises(Refused, match="PDF có dung lượng tối đa 1 MB"):
        look(papers.pdf(filling=1 << 20))
    with pytest.raises(Refused, match="JPG có dung lượng tối đa"):
        look(papers.jpeg(1200, 900, noise=True))
    with pytest.raises(Refused, match="vượt quá dung lượng cho phép"):
        look_early(papers.docx().ljust(4096, b"\0")[:4096], 3 << 20)


# The scanner ----------------------------------------------------------------------------------------------------------
class Scanner:
    """Speaks clamd's INSTREAM on a socket of its own: finds what it was told to find."""

    def __init__(self, path: Path, *, finds: bytes = b"", says: bytes = b"") -> None:
        self.finds, self.says, self.seen = finds, says, b""
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.bind(str(path))
        self.line.listen(1)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        client, _ = self.line.accept()
        with client, client.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.seen += stream.read(size)
            found = self.finds and self.finds in self.seen
            client.sendall(self.says or (b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0"))

    def close(self) -> None:
        self.thread.join(5)
        self.line.close()


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Callable[..., Scanner]]:
    made: list[Scanner] = []

    def start(**options: Any) -> Scanner:
        settings.CLAMD = str(tmp_path / "clamd")
        made.append(Scanner(tmp_path / "clamd", **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_the_scanner_sees_every_byte(look: Look, scanner: Callable[..., Scanner]) -> None:
    asked, data = scanner(), papers.pdf(filling=700_000)
    assert look(data).scan == Scan.CLEAN
    asked.thread.join(5)
    assert asked.seen == data


def test_what_the_scanner_finds_is_refused_by_name(look: Look, scanner: Callable[..., Scanner]) -> None:
    scanner(finds=b"EICAR")
    with pytest.raises(Refused, match="Eicar-Test"):
        look(papers.pdf(extra=b"/X (EICAR)"))


def test_a_scanner_that_is_silent_or_gives_no_verdict_stops_nothing_for_ever(
    look: Look, settings: Any, tmp_path: Path, scanner: Callable[..., Scanner]
) -> None:
    settings.CLAMD = str(tmp_path / "nobody")
    with pytest.raises(Unavailable):
        look(papers.pdf())
    scanner(says=b"INSTREAM size limit exceeded. ERROR\0")
    with pytest.raises(Unavailable):
        look(papers.pdf())
