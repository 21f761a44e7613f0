"""Beside the server: sealing, sending; once a day warning sponsors and counting."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from threading import Thread

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.records import now, open_records

EVERY = 20  # seconds


def keep(parent: int) -> None:
    """Seal the events, send the messages that wait, warn: again and again, while it runs."""
    home = open_records()
    from django.conf import settings

    from xianjie.domain.audit.sealing import Heads, seal
    from xianjie.domain.certificates.publishing import folder, log_key, publish
    from xianjie.domain.messages.ports import ports
    from xianjie.domain.messages.services import deliver
    from xianjie.domain.programmes.daily import keep_counts
    from xianjie.domain.programmes.warning import warn
    from xianjie.domain.rulings.later import law_on

    warned: set[date] = set()

    def send() -> None:
        deliver(at=moment(), ports=ports(home, settings.SMTP_URL, settings.MAIL_FROM))

    def seal_log() -> None:
        publish(files=folder(), key=log_key(), at=now())

    def look_after_learners() -> None:
        on = clock.today()
        if on not in warned:  # once told, nobody is told again, but to find that out takes a while
            warn(law=law_on(on), on=on, at=moment())
            keep_counts(law=law_on(on), on=on)
            warned.add(on)

    # Each on its own, so that no seal waits for a slow mail server.
    for work in (send, seal_log, look_after_learners):
        Thread(target=_again, args=(work, parent), daemon=True).start()
    _again(lambda: seal(heads=Heads(home / "audit"), at=now()), parent)


def _again(work: Callable[[], object], parent: int) -> None:
    from django.db import close_old_connections

    while _is_running(parent):
        try:
            work()
        except XianjieError as error:  # said, and said again until it is mended
            sys.stderr.write(f"{error.message.zh}\n{error.message.en}\n")
        close_old_connections()
        time.sleep(EVERY)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(int(sys.argv[1]))
