"""What runs an event loop of its own, run beside one: a browser's test before it leaves one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(run: Callable[..., T], *given: object) -> T:
    """What ``run`` returns, in a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as own:
        return own.submit(run, *given).result()
