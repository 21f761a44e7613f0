"""Beside the server: events and the log are sealed within a minute, messages and webhooks leave.

At midnight in China the log is sealed at once, so that the head of the day is the day's. Once a
day sponsors are warned of learners at risk, coverage is counted, the indicators of supervision are
run, certificates derived again, and webhooks of long ago forgotten.
"""

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
from xianjie.ops.sealing import Sealed, seal_log, seconds_to_midnight
from xianjie.ops.supervising import nightly
from xianjie.text import Text

EVERY = 20  # seconds


def keep(parent: int) -> None:
    """Seal, send what waits to people and programs, and warn, again and again, while it runs."""
    home = open_records()
    from django.conf import settings

    from xianjie.domain.audit.sealing import Heads, seal
    from xianjie.domain.messages.ports import ports
    from xianjie.domain.messages.services import deliver
    from xianjie.domain.programmes.daily import keep_counts
    from xianjie.domain.programmes.warning import warn
    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.webhooks.delivering import deliver as deliver_webhooks
    from xianjie.domain.webhooks.forgetting import forget
    from xianjie.ops.cli.webhooks import sender

    warned: set[date] = set()

    def send() -> None:
        deliver(at=moment(), ports=ports(home, settings.SMTP_URL, settings.MAIL_FROM))

    forgotten: set[date] = set()

    def tell_programs() -> None:
        deliver_webhooks(at=moment(), sender=sender(), base=settings.PUBLIC_URL)
        if (on := clock.today()) not in forgotten:
            forget(at=moment())
            forgotten.add(on)

    def look_after_learners() -> None:
        on = clock.today()
        if on not in warned:  # once told, nobody is told again, but to find that out takes a while
            warn(law=law_on(on), on=on, at=moment())
            keep_counts(law=law_on(on), on=on)
            warned.add(on)

    def supervise() -> None:
        nightly(home, on=clock.today(), at=moment())

    # Each on its own, so that no seal waits for a slow mail server.
    for work in (send, LogKeeper().turn, tell_programs, look_after_learners, supervise):
        Thread(target=_again, args=(work, parent), daemon=True).start()
    _again(lambda: seal(heads=Heads(home / "audit"), at=now()), parent)


class LogKeeper:
    """Seals the log turn by turn; what is wrong with a witness is said when it changes.

    Until every witness has answered, all are asked before anything is signed: an older copy of all
    that is here may have been restored, and they alone would know.
    """

    def __init__(self, seal: Callable[..., Sealed] = seal_log) -> None:
        self._seal = seal
        self._is_new = True
        self._told: list[Text] = []

    def turn(self) -> None:
        sealed = self._seal(anew=self._is_new)
        self._is_new = bool(sealed.problems)
        if sealed.problems != self._told:
            self._told = sealed.problems
            for one in sealed.problems:
                _say(one)


def _again(work: Callable[[], object], parent: int) -> None:
    from django.db import DatabaseError, close_old_connections

    while _is_running(parent):
        try:
            work()
        except XianjieError as error:  # said, and said again until it is mended
            _say(error.message)
        except (DatabaseError, OSError) as error:  # a full disk, a database that is away
            _say(Text(f"稍后再试：{error}", f"to be tried again: {error}"))
        close_old_connections()
        time.sleep(min(EVERY, seconds_to_midnight()))


def _say(words: Text) -> None:
    sys.stderr.write(f"{words.zh}\n{words.en}\n")


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(int(sys.argv[1]))
