"""The part of reading QR codes in a picture that runs in a process of its own, within limits.

A picture can unpack to any size, and its decoder is written in C. So: on standard input the
picture; on standard output one JSON object, ``{"texts": [...]}`` or ``{"refused": code}``. Imports
nothing of Xianjie: it is started by its path.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

import zxingcpp
from PIL import Image

MEMORY = 900 << 20  # address space; a picture of the most pixels takes 300 MB
SECONDS = 8  # of processor time
MOST_PIXELS = 60_000_000  # as the largest cameras of telephones take by default
MOST_CODES = 10
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_FORMATS = ("JPEG", "PNG", "WEBP")
_SIDE = 3_000  # pixels: a code that fills a tenth of the side still has six for each module


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def answer(picture: bytes) -> dict[str, Any]:
    """The texts of its codes, or why not; raises nothing."""
    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:  # told before it is unpacked
                return {"refused": "pixels"}
            found = zxingcpp.read_barcodes(_grey(opened), formats=_QR)
        texts = list(dict.fromkeys(one.text for one in found))
        return {"texts": texts[:MOST_CODES]}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}
    except MemoryError:
        return {"refused": "memory"}
    except Exception:  # noqa: BLE001 – whatever a file made to deceive a decoder can raise in it
        return {"refused": "damaged"}


def _grey(opened: Image.Image) -> Image.Image:
    """In grey, on white, and no larger than codes need."""
    opened.draft("L", (_SIDE, _SIDE))  # of a JPEG, only as much as is needed is unpacked
    times = max(opened.size) // _SIDE
    reduced = opened.reduce(times) if times > 1 and opened.mode in {"L", "RGB", "RGBA"} else opened
    if reduced.mode in {"LA", "PA", "RGBA"} or "transparency" in reduced.info:
        clear = reduced.convert("RGBA")
        reduced = Image.new("RGB", clear.size, (255, 255, 255))
        reduced.paste(clear, mask=clear.getchannel("A"))
    return reduced.convert("L")


if __name__ == "__main__":
    main()
