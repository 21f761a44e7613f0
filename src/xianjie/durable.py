"""Files that are on the disk before anybody is told of them, whole or as they were."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class Moved(RuntimeError):
    """The cell holds another value than the one that it was to be moved from."""


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Put the content in place of what was there; it survives a loss of power."""
    _make_folder(path.parent)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    _sync(path.parent)


@dataclass(frozen=True)
class Folder:
    """Files below a folder, by paths as an address has them."""

    path: Path

    def read(self, path: str) -> bytes | None:
        """None where there is no such file."""
        file = self.path / path
        return file.read_bytes() if file.is_file() else None

    def write(self, path: str, content: bytes) -> None:
        write(self.path / path, content)

    def drop(self, path: str) -> None:
        """Remove a folder of it; what is left after a crash is left."""
        shutil.rmtree(self.path / path, ignore_errors=True)

    def below(self, path: str) -> Iterator[str]:
        """All files below a path of it, in order; not those that are being written."""
        for file in sorted((self.path / path).rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield file.relative_to(self.path).as_posix()


@dataclass(frozen=True)
class Cell:
    """A file with one value that moves only from the value that it holds.

    What decides by the value and moves it does so within `alone`, on one machine.
    """

    path: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process or thread is in here meanwhile; not to be entered twice."""
        _make_folder(self.path.parent, mode=0o700)
        with self.path.with_name(f"{self.path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> bytes | None:
        """None where it holds nothing yet."""
        return self.path.read_bytes() if self.path.is_file() else None

    def move(self, old: bytes | None, new: bytes) -> None:
        """Raises `Moved` where it does not hold ``old``."""
        if self.read() != old:
            raise Moved(self.path)
        write(self.path, new, mode=0o600)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key of a file, made whole before it has its name where there is none."""
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(partial, path)
        finally:
            Path(partial).unlink()
        _sync(path.parent)
    found = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(found, Ed25519PrivateKey)  # noqa: S101 - no other is written here
    return found


def _make_folder(path: Path, mode: int = 0o755) -> None:
    if path.is_dir():
        return
    _make_folder(path.parent, mode)
    path.mkdir(mode=mode, exist_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """So that the names in it are on the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
