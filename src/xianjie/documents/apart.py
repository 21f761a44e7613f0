"""Reading what strangers hand in, in a process of its own that limits itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from types import ModuleType
from typing import Any

_PATIENCE = 30  # seconds by the wall; each process ends itself after some of the processor


def answer_apart(module: ModuleType, given: bytes) -> dict[str, Any]:
    """What a module that runs by itself writes, given this: one JSON object.

    ``{"refused": "time"}`` or ``"memory"`` where it came to its limits.
    """
    # -I: neither the environment nor the folder decides what is imported.
    command = [sys.executable, "-I", str(module.__file__)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=given, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "time"}
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"refused": "time"}
    try:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    except ValueError:
        return {"refused": "memory"}
