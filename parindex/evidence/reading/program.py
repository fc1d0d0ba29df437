"""What runs in the reading process. Knows neither Django nor the database.

python -m parindex.evidence.reading.program FILE MEDIA_TYPE FOLDER    # writes result.json and pictures 1, 2, …
"""

import contextlib
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from dataclasses import asdict, dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

MEMORY = 1 << 30
CPU_SECONDS = 40
#: Pages of which pictures are made.
PREVIEWS = 60
#: Characters of text that are kept of a file.
LONGEST = 200_000
#: A picture's largest size in bytes, and its width in pixels.
HEAVIEST = 100_000
WIDTH = 1_000
_TALLEST = 2_000
_UNPACKED = 64 << 20
_WORDS = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?t>|(</(?:\w+:)?(?:p|si|row)>)")


@dataclass
class Read:
    """What a file holds: its state as ``enums.Reading`` has it, pages, sizes of the pictures made, text, marks."""

    state: str
    pages: int | None = None
    previews: list[list[int]] = field(default_factory=list)
    text: str = ""
    marks: list[str] = field(default_factory=list)


def read_pdf(path: Path, folder: Path) -> Read:
    """Text of all pages, pictures of the first ones."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        paper = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        return Read("locked" if locked else "unreadable")
    found = Read("read", pages=len(paper))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(paper) > 0:
        found.marks.append("active")
    if pdfium.FPDFDoc_GetAttachmentCount(paper) > 0:
        found.marks.append("attachments")
    texts: list[str] = []
    length = 0
    for number in range(len(paper)):
        page = paper[number]
        if length < LONGEST:
            # A page that cannot be read leaves the others readable.
            with contextlib.suppress(pypdfium2.PdfiumError):
                texts.append(page.get_textpage().get_text_range())
                length += len(texts[-1])
        if number < PREVIEWS:
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), _TALLEST / max(height, 1))
            picture = page.render(scale=scale, may_draw_forms=False).to_pil()
            found.previews.append(write_picture(picture, folder / str(number + 1)))
        page.close()
    found.text = clean("\n".join(texts))
    return found


def read_picture(path: Path, folder: Path) -> Read:
    """One page; turned as its camera says."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = 100_000_000
    with Image.open(path, formats=("JPEG", "PNG")) as picture:
        picture.draft("RGB", (2 * WIDTH, 2 * _TALLEST))
        upright = ImageOps.exif_transpose(picture)
        return Read("read", pages=1, previews=[write_picture(upright, folder / "1")])


def write_picture(picture: Any, path: Path) -> list[int]:
    """Writes the picture as PNG, or as JPEG where that is lighter, below ``HEAVIEST``; says its width and height."""
    from PIL import Image

    picture = picture.convert("RGBA") if picture.mode in {"P", "LA", "PA"} else picture
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    picture = picture.convert("RGB")
    picture.thumbnail((WIDTH, _TALLEST))
    while True:
        for form, options in (("PNG", {"optimize": True}), ("JPEG", {"quality": 75}), ("JPEG", {"quality": 50})):
            made = io.BytesIO()
            source = picture.quantize(16) if form == "PNG" else picture
            source.save(made, form, **options)
            if made.tell() <= HEAVIEST:
                path.write_bytes(made.getvalue())
                return [picture.width, picture.height]
        picture = picture.resize((max(picture.width * 3 // 4, 1), max(picture.height * 3 // 4, 1)))


def read_office(path: Path, main: tuple[str, ...]) -> Read:
    """The text of the parts named; markup is not parsed, so that it cannot exhaust a parser."""
    words: list[str] = []
    length = 0
    with zipfile.ZipFile(path) as archive:
        for name in (name for name in archive.namelist() if name.lower().startswith(main)):
            with archive.open(name) as stream:
                data = stream.read(_UNPACKED)
            for match in _WORDS.finditer(data):
                word = "\n" if match[2] else unescape(match[1].decode("utf-8", "replace"))
                words.append(word)
                length += len(word)
            if length > LONGEST:
                break
    return Read("read", text=clean("".join(words)))


def clean(text: str) -> str:
    """NFC, without signs that databases or readers stumble over, cut to its largest length."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c if c in "\n\t" or unicodedata.category(c)[0] != "C" else " " for c in plain)
    return re.sub(r"[ \t]+", " ", kept)[:LONGEST].strip()


def main(path: Path, media_type: str, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if media_type == "application/pdf":
        found = read_pdf(path, folder)
    elif media_type.startswith("image/"):
        found = read_picture(path, folder)
    elif "wordprocessing" in media_type:
        found = read_office(path, ("word/document.xml", "word/header", "word/footer", "word/footnotes.xml"))
    else:
        found = read_office(path, ("xl/sharedstrings.xml", "xl/worksheets/"))
    (folder / "result.json").write_text(json.dumps(asdict(found)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
