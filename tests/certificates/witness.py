"""Witnesses as they are run, answering by HTTP on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from xianjie.domain.certificates.witnessing import Witness
from xianjie.ops.witness import application, open_witness
from xianjie.text import Text
from xianjie.tlog.notes import COSIGNATURE, Verifier


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(app: Callable[..., Any]) -> Iterator[str]:
    """The address of a server that answers so."""
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def witnessing(folder: Path, log: Verifier) -> Iterator[Witness]:
    """The witness of a folder, of one log."""
    found = open_witness(folder, f"witness.example/{folder.name}", [log])
    told: list[Text] = []
    with answering(application(found, told.append)) as address:
        yield Witness(found.verifier, address)


def stranger(verifier: Verifier, address: str) -> Witness:
    """Whoever answers there is taken for the owner of the key."""
    return Witness(Verifier(verifier.name, verifier.key, COSIGNATURE), address)
