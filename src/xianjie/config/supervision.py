"""Settings of supervision: which tables are kept, when all is looked at, by how many processes."""

from __future__ import annotations

from xianjie.errors import XianjieError
from xianjie.text import Text

_MOST_RUNS, _DAYS, _PROCESSES = 1_000, 7, 256


class WrongSupervisionSetting(XianjieError):
    """A setting of supervision cannot be; the message names it and the fix."""


def tables_kept(written: str) -> int:
    """Of how many runs the tables stay; raises `WrongSupervisionSetting`."""
    return _number("XIANJIE_SUPERVISION_TABLES", written, _MOST_RUNS)


def weekday(written: str) -> int:
    """From 1, Monday, to 7, Sunday; raises `WrongSupervisionSetting`."""
    return _number("XIANJIE_SUPERVISION_FULL_ON", written, _DAYS)


def processes(written: str) -> int:
    """How many derive certificates again at once; raises `WrongSupervisionSetting`."""
    return _number("XIANJIE_REPROOF_WORKERS", written, _PROCESSES)


def _number(name: str, written: str, most: int) -> int:
    if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= most:
        raise WrongSupervisionSetting(
            Text(
                f"{name} 应为 1 至 {most} 的整数，得到的是 {written!r}",
                f"{name} must be a whole number from 1 to {most}, not {written!r}",
            )
        )
    return int(written)
