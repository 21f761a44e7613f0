"""Settings of the public log: its window, its witnesses, whether it is a demonstration's."""

from __future__ import annotations

from datetime import date

from xianjie.errors import XianjieError
from xianjie.text import Text
from xianjie.tlog.entries import is_trial
from xianjie.tlog.notes import COSIGNATURE, NoteError, Verifier, read_verifier

_MOST_DAYS = 366


class WrongLogSetting(XianjieError):
    """A setting of the log cannot be; the message names it and the fix."""


def require_trial(origin: str, demonstration: date | None) -> None:
    """A moved clock writes into no real log: its days would be made up."""
    if demonstration is not None and not is_trial(origin):
        raise WrongLogSetting(
            Text(
                f"设了 XIANJIE_NOW，不能记入日志 {origin}：请取消 XIANJIE_NOW，"
                "或演示时用以 -trial 结尾的 XIANJIE_LOG_ORIGIN",
                f"XIANJIE_NOW is set, and {origin} is a real log: unset XIANJIE_NOW, or give a "
                "demonstration an XIANJIE_LOG_ORIGIN that ends in -trial",
            )
        )


def days(written: str) -> int:
    """The days by which an entry may be dated back; raises `WrongLogSetting`."""
    if not written.isascii() or not written.isdigit() or int(written) > _MOST_DAYS:
        raise WrongLogSetting(
            Text(
                f"XIANJIE_LOG_WINDOW 应为天数（0 至 {_MOST_DAYS}），得到的是 {written!r}",
                f"XIANJIE_LOG_WINDOW must be days from 0 to {_MOST_DAYS}, not {written!r}",
            )
        )
    return int(written)


def witnesses(written: str) -> tuple[tuple[Verifier, str], ...]:
    """``KEY ADDRESS, KEY ADDRESS``; raises `WrongLogSetting`."""
    found = tuple(_witness(one) for one in written.split(",") if one.strip())
    if len({verifier.name for verifier, _ in found}) < len(found):
        raise _wrong("两个见证方同名", "two witnesses have one name")
    return found


def quorum(written: str, count: int) -> int:
    """How many witnesses a head needs: more than half of them if nothing is said."""
    if not written:
        return count // 2 + 1 if count else 0
    if not written.isascii() or not written.isdigit() or int(written) > count:
        raise WrongLogSetting(
            Text(
                f"XIANJIE_WITNESS_QUORUM 应为 0 至 {count}（见证方的个数），得到的是 {written!r}",
                f"XIANJIE_WITNESS_QUORUM must be from 0 to {count}, the number of witnesses, not "
                f"{written!r}",
            )
        )
    return int(written)


def _witness(written: str) -> tuple[Verifier, str]:
    key, _, address = written.strip().partition(" ")
    try:
        verifier = read_verifier(key)
    except NoteError as error:
        raise _wrong(f"读不了公钥 {key!r}", f"the key {key!r} cannot be read") from error
    if verifier.kind != COSIGNATURE:
        raise _wrong(f"{key} 不是见证方的公钥", f"{key} is no witness's key")
    if not address.strip().startswith(("http://", "https://")):
        raise _wrong(f"{verifier.name} 没有网址", f"{verifier.name} has no address")
    return verifier, address.strip().rstrip("/")


def _wrong(zh: str, en: str) -> WrongLogSetting:
    return WrongLogSetting(
        Text(
            f"XIANJIE_WITNESSES：{zh}；应写作 公钥 网址，多个用逗号分开",
            f"XIANJIE_WITNESSES: {en}; it must be KEY ADDRESS, separated by commas",
        )
    )
