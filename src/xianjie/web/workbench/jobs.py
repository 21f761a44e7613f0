"""Long work in the background: a thread does it, a folder says how far it is.

The folder keeps what came of it, so that a page can be closed and opened again, and is removed
after a day. Whoever does a job holds a lock that ends with the process, by which one that a restart
cut off is told. Of some such nothing is written, others can be gone on with: their work says.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import close_old_connections

from xianjie.clock import CHINA
from xianjie.errors import XianjieError
from xianjie.text import Text

_EVERY = 0.5  # seconds between reports
_KEPT = 24 * 3600  # seconds
_running = BoundedSemaphore(2)
_log = logging.getLogger(__name__)

STOPPED = ("waiting", "lost")  # what can be gone on with

Report = Callable[[int], None]  # rows done
Work = Callable[[Report], tuple[Mapping[str, Any], bytes]]
FolderWork = Callable[[Report, Path], Mapping[str, Any]]  # writes ``returned`` in the folder


@dataclass(frozen=True)
class Job:
    """How a job stands: ``state`` is waiting, working, done, refused or lost."""

    key: str
    state: str
    done: int
    told: Mapping[str, Any]

    @property
    def file(self) -> Path:
        """What came of it."""
        return _folder(self.key) / "returned"

    @property
    def sent(self) -> Path:
        """The file that it was begun with."""
        return next(_folder(self.key).glob("sent.*"))

    @property
    def has_sent(self) -> bool:
        """Whether that is still there."""
        return any(_folder(self.key).glob("sent.*"))

    @property
    def kept_until(self) -> datetime:
        """When its files are removed."""
        return datetime.fromtimestamp(_changed_at(_folder(self.key)) + _KEPT, CHINA)


def start(owner: str, subject: int, work: Work) -> str:
    """Begin a job of this person about this thing; its key."""

    def in_folder(report: Report, folder: Path) -> Mapping[str, Any]:
        told, content = work(report)
        (folder / "returned").write_bytes(content)
        return told

    key = prepare(owner, subject)
    go_on(key, owner, subject, in_folder)
    return key


def prepare(
    owner: str,
    subject: int,
    *,
    sent: UploadedFile[bytes] | None = None,
    kept: Mapping[str, Any] | None = None,
) -> str:
    """A job that waits to be gone on with; ``sent`` is a file for it, ``kept`` is told again.

    The file keeps its ending and no more of its name.
    """
    _sweep()
    key = secrets.token_urlsafe(16)
    folder = _folder(key)
    folder.mkdir(parents=True, mode=0o700)
    if sent is not None:
        ending = Path(sent.name or "").suffix.lower()
        with (folder / f"sent{ending or '.file'}").open("wb") as file:
            file.writelines(sent.chunks())
    about = {"owner": owner, "subject": subject, "kept": dict(kept or {})}
    _say(folder, {**about, "state": "waiting", "done": 0})
    return key


def go_on(
    key: str,
    owner: str,
    subject: int,
    work: FolderWork,
    *,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Do the work of a job, again if it was cut off; nothing where somebody does it now."""
    found = find(key, owner, subject)
    lock = _locked(_folder(key)) if found else None
    if found is None or lock is None:
        return
    about = {
        "owner": owner,
        "subject": subject,
        "kept": {**found.told["kept"], **(kept or {})},
    }
    _say(_folder(key), {**about, "state": "working", "done": found.done})
    Thread(target=_run, args=(_folder(key), lock, about, work), daemon=True).start()


def drop(job: Job) -> None:
    """Forget a job with its files."""
    shutil.rmtree(_folder(job.key), ignore_errors=True)


def find(key: str, owner: str, subject: int) -> Job | None:
    """The job, if it is this person's and about this thing."""
    folder = _folder(key)
    path = folder / "status.json"
    if not key.replace("-", "").replace("_", "").isalnum() or not path.exists():
        return None
    if time.time() - _changed_at(folder) > _KEPT:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    if (told.pop("owner"), told.pop("subject")) != (owner, subject):
        return None
    state, done = told.pop("state"), told.pop("done")
    if state == "working" and (lock := _locked(folder)):
        lock.close()
        state = "lost"
    return Job(key, state, done, told)


def _locked(folder: Path) -> IO[bytes] | None:
    """The right to do the job, until it is closed or the process ends; None if another has it."""
    file = (folder / "lock").open("wb")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _run(folder: Path, lock: IO[bytes], about: Mapping[str, Any], work: FolderWork) -> None:
    said = [0.0]

    def report(done: int) -> None:
        now = time.monotonic()
        if now - said[0] > _EVERY:
            said[0] = now
            _say(folder, {**about, "state": "working", "done": done})

    with lock, _running:
        try:
            told = work(report, folder)
            _say(folder, {**about, "state": "done", "done": told.get("rows", 0), **told})
        except XianjieError as error:
            message = {"zh": error.message.zh, "en": error.message.en}
            _say(folder, {**about, "state": "refused", "done": 0, "message": message})
        except Exception:  # noqa: BLE001 - said on the page, told in the log
            _log.exception("a job failed")
            message = {"zh": _FAULT.zh, "en": _FAULT.en}
            _say(folder, {**about, "state": "refused", "done": 0, "message": message})
        finally:
            close_old_connections()


_FAULT = Text(
    "系统出错，没有写入；已记入日志，请稍后再试或联系系统管理员",
    "a fault of ours; nothing was written. It is logged: try later, or ask a system administrator",
)


def _say(folder: Path, told: Mapping[str, Any]) -> None:
    partial = folder / f"status.{secrets.token_hex(4)}"
    partial.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    partial.replace(folder / "status.json")


def _folder(key: str) -> Path:
    return Path(settings.HOME) / "jobs" / os.path.basename(key)  # noqa: PTH119 - of a text


def _changed_at(folder: Path) -> float:
    return (folder / "status.json").stat().st_mtime


def _sweep() -> None:
    folder = Path(settings.HOME) / "jobs"
    if not folder.exists():
        return
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > _KEPT:
            shutil.rmtree(path, ignore_errors=True)
