"""A witness of transparency logs: a folder with its key and the last heads, served by HTTP.

It needs no database and none of the register's settings: whoever can run a program can be one.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gunicorn.app.base import BaseApplication

from xianjie.durable import Cell, load_key, write
from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.notes import COSIGNATURE, Verifier, checkpoint_of, cosign, read, verifier_of
from xianjie.tlog.witnessing import (
    MOST_BYTES,
    PATH,
    SIZE_TYPE,
    UNKNOWN,
    Refused,
    origin_of,
    read_request,
    require_next,
)

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

_NAME = re.compile(r"[^\s+]{1,200}")
_TEXT = "text/plain; charset=utf-8"
Told = Callable[[Text], object]


class WrongName(XianjieError):
    """A witness without a name, or of another one than it has."""


@dataclass(frozen=True)
class Witness:
    """Cosigns the heads of these logs, each after the one before."""

    folder: Path
    name: str
    key: Ed25519PrivateKey
    logs: Mapping[str, Verifier]  # by origin

    @property
    def verifier(self) -> Verifier:
        """The public key, as logs and monitors are told it."""
        return verifier_of(self.name, self.key, COSIGNATURE)

    def cosign(self, content: bytes, at: datetime) -> str:
        """The line for a request; what was cosigned is on the disk first. Raises `Refused`."""
        request = read_request(content)
        origin = origin_of(request)
        if origin not in self.logs:
            raise Refused(
                UNKNOWN, Text(f"不见证日志 {origin}", f"{origin} is no log witnessed here")
            )
        cell = self._cell(origin)
        with cell.alone():
            held = cell.read()
            last = checkpoint_of(read(held.decode())) if held else None
            require_next(request, self.logs, last)
            line = cosign(request.note, self.name, self.key, int(at.timestamp()))
            cell.move(held, f"{request.note}{line}".encode())
        return line

    def held(self, origin: str) -> str | None:
        """The last head of the log that was cosigned."""
        content = self._cell(origin).read()
        return content.decode() if content else None

    def _cell(self, origin: str) -> Cell:
        return Cell(self.folder / "heads" / hashlib.sha256(origin.encode()).hexdigest()[:32])


def open_witness(folder: Path, name: str | None, logs: Iterable[Verifier] = ()) -> Witness:
    """The witness of a folder, made at first use under a name that stays; raises `WrongName`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / "name"
    known = kept.read_text(encoding="utf-8") if kept.exists() else None
    if name is not None and not _NAME.fullmatch(name):
        raise WrongName(
            Text(
                f"--name：{name!r} 含空白或加号，或过长；请用 witness.example/惠州 这样的名称",
                f"--name: {name!r} has a space or a plus, or is too long; use one such as "
                "witness.example/huizhou",
            )
        )
    if known is None and name is None:
        raise WrongName(
            Text(
                "第一次运行请用 --name 给见证方起名，之后不改",
                "name the witness with --name the first time; the name stays",
            )
        )
    if known is not None and name not in {None, known}:
        raise WrongName(
            Text(
                f"--name：这个文件夹的见证方叫 {known}；换名请换文件夹",
                f"--name: the witness of this folder is {known}; take another folder for another",
            )
        )
    chosen = known or name or ""
    if known is None:
        write(kept, chosen.encode())
    return Witness(folder, chosen, load_key(folder / "key.pem"), {one.name: one for one in logs})


def application(witness: Witness, tell: Told) -> Callable[..., Iterable[bytes]]:
    """What answers by HTTP; ``tell`` is told of each cosignature and refusal."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path == PATH and method == "POST":
            return _said(start, *_added(witness, environ, tell))
        if path == "/" and method in {"GET", "HEAD"}:
            told = _status(witness).encode()
            return _said(start, 200, told if method == "GET" else b"")
        return _said(start, 405 if path in {"/", PATH} else 404, b"")

    return answer


def _added(witness: Witness, environ: WSGIEnvironment, tell: Told) -> tuple[int, bytes, str]:
    told = environ.get("CONTENT_LENGTH") or ""
    if not told.isdigit():
        return 411, b"", _TEXT
    if int(told) > MOST_BYTES:
        return 413, b"", _TEXT
    content = environ["wsgi.input"].read(int(told))
    try:
        line = witness.cosign(content, datetime.now(UTC))
    except Refused as refused:
        tell(refused.message)
        if refused.size is not None:
            return refused.status, f"{refused.size}\n".encode(), SIZE_TYPE
        return refused.status, f"{refused.message.en}\n".encode(), _TEXT
    found = checkpoint_of(read(read_request(content).note))
    tell(
        Text(
            f"已会签 {found.origin} 的 {found.size:,} 条",
            f"cosigned {found.origin} with {found.size:,} entries",
        )
    )
    return 200, line.encode(), _TEXT


def _status(witness: Witness) -> str:
    """The key, and the last head of each log, for whoever looks."""
    heads = [witness.held(origin) or f"{origin}\n-\n" for origin in witness.logs]
    return "\n".join([witness.verifier.text, "", *heads])


def _said(start: StartResponse, status: int, content: bytes, kind: str = _TEXT) -> Iterable[bytes]:
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start(f"{status} {HTTPStatus(status).phrase}", headers)
    return [content]


class Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """The witness behind gunicorn, whose own arguments are not read."""

    def __init__(self, witness: Witness, address: str, tell: Told) -> None:
        self._application = application(witness, tell)
        self._address = address
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self._address,
            "worker_class": "gthread",
            "threads": 4,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "xianjie witness",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 - gunicorn's own
        return self._application


def tell(words: Text) -> None:
    """On standard error, in both languages, as servers log."""
    sys.stderr.write(f"{words.zh} · {words.en}\n")
