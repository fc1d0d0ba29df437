"""The demonstration's evidence: scans of papers with a layer of text, and pictures, drawn here and always the same."""

import io
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parindex.cli.demo.province import Province
    from parindex.evidence.models import DocumentVersion

ADDED_AT = datetime(2023, 10, 10, 2, 0, tzinfo=UTC)
FONTS = Path(__file__).resolve().parents[2] / "web" / "static" / "fonts"
#: A page of A4 at 72 dots an inch for the paper, at 110 for its scan.
_PAPER, _SCAN = (595, 842), (909, 1286)


@dataclass(frozen=True, slots=True)
class Sample:
    """A paper of the demonstration: whose it is, its facts and what is written on its pages."""

    unit: str
    file: str
    title: str
    number: str
    issued_on: date | None
    issuing_body: str
    pages: tuple[str, ...]


SAMPLES = (
    Sample(
        *("SNV", "ke-hoach-cchc-2023.pdf", "Kế hoạch cải cách hành chính năm 2023 của Sở Nội vụ"),
        *("05/KH-SNV", date(2023, 1, 12), "Sở Nội vụ"),
        (
            "SỞ NỘI VỤ\nSố: 05/KH-SNV\n\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\nI. MỤC ĐÍCH, YÊU CẦU\n"
            "1. Hoàn thành 100% nhiệm vụ được giao trong năm.\n2. Gắn trách nhiệm của người đứng đầu.",
            "II. NHIỆM VỤ\n1. Cải cách thể chế\n2. Cải cách thủ tục hành chính\n3. Cải cách tổ chức bộ máy\n"
            "4. Cải cách chế độ công vụ\n5. Cải cách tài chính công\n6. Xây dựng chính quyền số",
        ),
    ),
    Sample(
        *("SNV", "bao-cao-quy-iii.pdf", "Báo cáo công tác cải cách hành chính quý III năm 2023"),
        *("412/BC-SNV", date(2023, 9, 20), "Sở Nội vụ"),
        (
            "SỞ NỘI VỤ\nSố: 412/BC-SNV\n\nBÁO CÁO\nCông tác cải cách hành chính quý III năm 2023\n\n"
            "Đã hoàn thành 18/24 nhiệm vụ trong kế hoạch.\nTỷ lệ hồ sơ giải quyết đúng hạn: 99,2%.",
        ),
    ),
    Sample(
        *("SNV", "mot-cua-dien-tu.jpg", "Ảnh chụp bộ phận tiếp nhận và trả kết quả", "", None, ""),
        ("BỘ PHẬN TIẾP NHẬN\nVÀ TRẢ KẾT QUẢ\n\nẢnh minh họa",),
    ),
    Sample(
        *("X01906", "ke-hoach-cchc-xa.pdf", "Kế hoạch cải cách hành chính xã Khang Ninh năm 2023"),
        *("11/KH-UBND", date(2023, 1, 30), "UBND xã Khang Ninh"),
        (
            "ỦY BAN NHÂN DÂN\nXÃ KHANG NINH\nSố: 11/KH-UBND\n\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\n"
            "1. Niêm yết công khai thủ tục hành chính.\n2. Tiếp công dân vào thứ Năm hằng tuần.",
        ),
    ),
    Sample(
        *("X01906", "niem-yet-thu-tuc.png", "Ảnh niêm yết thủ tục hành chính tại trụ sở", "", None),
        *("", ("NIÊM YẾT CÔNG KHAI\nTHỦ TỤC HÀNH CHÍNH\n\nẢnh minh họa",)),
    ),
)


def load(made: "Province") -> None:
    """Takes the samples into their units' libraries, by those units' officers."""
    for sample in SAMPLES:
        take_in(made, sample, at=ADDED_AT)


def take_in(made: "Province", sample: Sample, *, at: datetime) -> "DocumentVersion":
    """Uploads a sample as its unit's officer does, and states its facts."""
    from parindex.evidence import actions, intake

    officer, data = made.who("unit_officer", sample.unit), drawn(sample)
    begun = actions.begin_upload(
        made.units[sample.unit],
        number=uuid.uuid5(uuid.NAMESPACE_URL, f"{made.unit.code}/{sample.unit}/{sample.file}"),
        name=sample.file,
        size=len(data),
        document=None,
        by=officer,
        at=at,
    )
    done = intake.receive(begun, [data], offset=0, by=officer, at=at)[1]
    if done is None:
        raise RuntimeError(f"{sample.file} did not come in whole")
    document = done.version.document
    actions.change_document(
        document,
        title=sample.title,
        number=sample.number,
        issued_on=sample.issued_on,
        issuing_body=sample.issuing_body,
        note="",
        version=document.version,
        by=officer,
        at=at,
    )
    return done.version


def drawn(sample: Sample) -> bytes:
    """The sample's file, of the type that its name says."""
    if sample.file.endswith(".pdf"):
        return pdf(sample.pages)
    form = "PNG" if sample.file.endswith(".png") else "JPEG"
    return scan(sample.pages[0], (960, 640), form, paper="#dbe7f2")


def scan(text: str, size: tuple[int, int], form: str, *, paper: str = "#fdfdf8") -> bytes:
    """A picture of the text. Each letter is drawn from that one of our two font files which has it."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(picture)
    fonts = [ImageFont.truetype(FONTS / f"be-vietnam-pro-{part}-400.woff2", 28) for part in ("latin", "vietnamese")]
    top = 80
    for line in text.split("\n"):
        left = 80.0
        for sign in line:
            font = fonts[sign in _VIETNAMESE]
            pen.text((left, top), sign, fill="#1c2733", font=font)
            left += font.getlength(sign)
        top += 48
    out = io.BytesIO()
    encode = picture.save
    encode(out, form, **({"quality": 80} if form == "JPEG" else {"optimize": True}))
    return out.getvalue()


#: Letters that only the Vietnamese font file has.
_VIETNAMESE = frozenset(
    chr(code) for code in [*(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0)]
) | frozenset(map(chr, range(0x1EA0, 0x1EFA)))


def pdf(pages: tuple[str, ...]) -> bytes:
    """A PDF as a scanner with text recognition makes it: a picture of each page, and its text, found but not drawn."""
    signs = sorted({ord(sign) for page in pages for sign in page if sign != "\n"})
    rows = "\n".join(f"<{sign:04x}> <{sign:04x}>" for sign in signs)
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(signs)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode()
    numbers = [6 + 3 * index for index in range(len(pages))]
    width, height = _PAPER
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] "
        f"/MediaBox [0 0 {width} {height}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Text /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Text /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(mapping),
    ]
    for number, text in zip(numbers, pages, strict=True):
        resources = f"/Font << /F0 3 0 R >> /XObject << /Im0 {number + 2} 0 R >>"
        page = f"<< /Type /Page /Parent 2 0 R /Contents {number + 1} 0 R /Resources << {resources} >> >>"
        image = f"/Type /XObject /Subtype /Image /Width {_SCAN[0]} /Height {_SCAN[1]} /ColorSpace /DeviceRGB "
        picture = scan(text, _SCAN, "JPEG")
        objects += [
            page.encode(),
            _stream(_content(text)),
            _stream(picture, f"{image}/BitsPerComponent 8 /Filter /DCTDecode"),
        ]
    return _assembled(objects)


def _content(text: str) -> bytes:
    width, height = _PAPER
    lines = [f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q BT /F0 12 Tf 3 Tr 52 {height - 70} Td 31 TL"]
    lines += [f"<{''.join(f'{ord(sign):04x}' for sign in line)}> Tj T*" for line in text.split("\n")]
    return "\n".join([*lines, "ET"]).encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def _assembled(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()
