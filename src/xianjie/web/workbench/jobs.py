"""Long work in the background: a thread does it, a folder says how far it is.

The folder keeps what came of it, so that a page can be closed and opened again. A job
that a restart cut off is said to be so: what it wrote is one transaction, so either all is there
or nothing.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from xianjie.errors import XianjieError
from xianjie.text import Text

_EVERY = 0.5  # seconds between reports
_KEPT = 24 * 3600  # seconds
_SILENT = 120  # seconds after which a job that says nothing is over
_running = BoundedSemaphore(2)
_log = logging.getLogger(__name__)

Report = Callable[[int], None]  # rows done
Work = Callable[[Report], tuple[Mapping[str, Any], bytes]]


@dataclass(frozen=True)
class Job:
    """How a job stands: ``state`` is working, done, refused or lost."""

    key: str
    state: str
    done: int
    told: Mapping[str, Any]

    @property
    def file(self) -> Path:
        return _folder(self.key) / "returned"


def start(owner: str, subject: int, work: Work) -> str:
    """Begin a job of this person about this thing; its key."""
    _sweep()
    key = secrets.token_urlsafe(16)
    folder = _folder(key)
    folder.mkdir(parents=True, mode=0o700)
    about = {"owner": owner, "subject": subject}
    _say(folder, {**about, "state": "working", "done": 0})
    Thread(target=_run, args=(folder, about, work), daemon=True).start()
    return key


def find(key: str, owner: str, subject: int) -> Job | None:
    """The job, if it is this person's and about this thing."""
    path = _folder(key) / "status.json"
    if not key.replace("-", "").replace("_", "").isalnum() or not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    if (told.pop("owner"), told.pop("subject")) != (owner, subject):
        return None
    state, done = told.pop("state"), told.pop("done")
    if state == "working" and time.time() - path.stat().st_mtime > _SILENT:
        state = "lost"
    return Job(key, state, done, told)


def _run(folder: Path, about: Mapping[str, Any], work: Work) -> None:
    said = [0.0]

    def report(done: int) -> None:
        now = time.monotonic()
        if now - said[0] > _EVERY:
            said[0] = now
            _say(folder, {**about, "state": "working", "done": done})

    with _running:
        try:
            told, content = work(report)
            (folder / "returned").write_bytes(content)
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


def _sweep() -> None:
    folder = Path(settings.HOME) / "jobs"
    if not folder.exists():
        return
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > _KEPT:
            shutil.rmtree(path, ignore_errors=True)
