"""Beside the server: events and the log are sealed within a minute, messages and webhooks leave."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from threading import Thread

from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.records import now, open_records

EVERY = 20  # seconds


def keep(parent: int) -> None:
    """Seal, and send what waits to people and programs, again and again, while the server runs."""
    home = open_records()
    from django.conf import settings

    from xianjie.domain.audit.sealing import Heads, seal
    from xianjie.domain.certificates.publishing import folder, log_key, publish
    from xianjie.domain.messages.ports import ports
    from xianjie.domain.messages.services import deliver
    from xianjie.domain.webhooks.services import deliver as deliver_webhooks
    from xianjie.ops.cli.webhooks import sender

    def send() -> None:
        deliver(at=moment(), ports=ports(home, settings.SMTP_URL, settings.MAIL_FROM))

    def seal_log() -> None:
        publish(files=folder(), key=log_key(), at=now())

    def tell_programs() -> None:
        deliver_webhooks(at=moment(), sender=sender(), base=settings.PUBLIC_URL)

    # On its own, so that no seal waits for a slow mail server.
    Thread(target=_again, args=(send, parent), daemon=True).start()
    Thread(target=_again, args=(seal_log, parent), daemon=True).start()
    Thread(target=_again, args=(tell_programs, parent), daemon=True).start()
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
