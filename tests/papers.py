"""Evidence files for tests, made here: whole ones of every type, and hostile ones."""

import io
import random
import struct
import zipfile
import zlib

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def pdf(text: str = "Báo cáo", *, pages: int = 1, extra: bytes = b"", filling: int = 0) -> bytes:
    """A PDF whose pages hold ``text`` as a text layer that is found but not drawn.

    :param extra: written into the catalogue, like ``/OpenAction …``.
    :param filling: bytes of noise that make it larger.
    """
    codes = "".join(f"{ord(sign):04x}" for sign in text)
    layer = f"BT /F0 12 Tf 3 Tr 40 700 Td <{codes}> Tj ET 0.2 0.4 0.7 rg 40 600 200 60 re f".encode()
    signs = sorted({ord(sign) for sign in text})
    rows = "\n".join(f"<{sign:04x}> <{sign:04x}>" for sign in signs)
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(signs)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    ).encode()
    kids = " ".join(f"{number} 0 R" for number in range(7, 7 + pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra + b" >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] /MediaBox [0 0 595 842] "
        "/Resources << /Font << /F0 3 0 R >> >> >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Text /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Text /DW 600 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(mapping), mapping),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(layer), layer),
        *[b"<< /Type /Page /Parent 2 0 R /Contents 6 0 R >>" for _ in range(pages)],
    ]
    if filling:
        block = random.Random(filling).randbytes(min(filling, 1 << 20))
        noise = (block * (filling // len(block) + 1))[:filling]
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(noise), noise))
    return assembled(objects)


def assembled(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    size = len(objects) + 1
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    encrypt = (
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a"
        b"> /U <" + b"00" * 32 + b"> >>"
    )
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>", encrypt]
    return assembled(objects, trailer=b"/Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00>]")


def png(width: int = 40, height: int = 30, *, seed: int = 0) -> bytes:
    """A picture of one colour, another one for each seed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes([seed % 256, 120, 200]) * width
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(row * min(height, 2000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(width: int = 800, height: int = 600, *, noise: bool = False) -> bytes:
    """A photograph; of noise, which packs badly, if asked."""
    from PIL import Image

    data = random.Random(7).randbytes(width * height * 3) if noise else b"\x60\x90\xc0" * (width * height)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), data).save(out, "JPEG", quality=90)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name, (2023, 12, 5, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _types(main: str, kind: str) -> bytes:
    return (
        f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    ).encode()


def docx(text: str = "Kế hoạch cải cách hành chính", *, kind: str = WORD, **more: bytes) -> bytes:
    """A Word document; ``more`` are further parts, ``__`` standing for a slash and ``_dot_`` for a dot."""
    body = f"<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>".encode()
    parts = {"[Content_Types].xml": _types("word/document.xml", kind), "word/document.xml": body}
    return archive(parts | {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()})


def xlsx(text: str = "Tỷ lệ hồ sơ", **more: bytes) -> bytes:
    """A workbook with one shared text."""
    parts = {
        "[Content_Types].xml": _types("xl/workbook.xml", SHEET),
        "xl/workbook.xml": b"<workbook><sheets/></workbook>",
        "xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>".encode(),
    }
    return archive(parts | {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()})
