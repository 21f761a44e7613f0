"""The re-proof by several processes, in a register of its own; run as a program, which tells all.

A child of it imports this file too, under another name, and does what `dies` says.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.certificates.filed import ISSUED, make_filed  # noqa: E402
from tests.sittings.conftest import THEN  # noqa: E402
from tests.supervision.followed import issue_followed  # noqa: E402
from xianjie.domain.certificates.models import Credential, LogEntry  # noqa: E402
from xianjie.domain.certificates.signing import issuer  # noqa: E402
from xianjie.domain.evaluations.models import Participant  # noqa: E402
from xianjie.domain.supervision import reproving  # noqa: E402
from xianjie.domain.supervision.models import Alert, Run  # noqa: E402
from xianjie.ops import reproving as shared  # noqa: E402

if TYPE_CHECKING:
    from xianjie.domain.supervision.reproving import Part, Span

PEOPLE = 60
_derive = shared._derive


def main() -> None:
    call_command("migrate", verbosity=0)
    reproving.SPAN = 7
    issue_followed(make_filed(), range(PEOPLE), issuer())
    whole = _told(1)
    Participant.objects.filter(name__in=["考生3", "考生40"]).update(passed=False)
    LogEntry.objects.filter(index=20).update(salt="none")
    for one in Credential.objects.filter(pk__in=[11, 59]):
        one.content = one.content.replace("考生", "考牲")
        one.save()
    changed = {workers: _told(workers) for workers in (1, 3)}
    kept = Run.objects.count()
    died = _death()
    told = {"whole": whole, "changed": changed, "died": died, "kept": Run.objects.count() - kept}
    sys.stdout.write(json.dumps(told) + "\n")


def _told(workers: int) -> dict[str, Any]:
    done = shared.reprove(on=ISSUED, at=THEN, workers=workers)
    alerts = Alert.objects.filter(ended_run=None).order_by("key")
    return {
        "good": done.good,
        "looked_at": done.run.looked_at,
        "failed": [repr(one) for one in done.failed],
        "alerts": list(alerts.values_list("subject", "sentence_zh", "evidence")),
    }


def _death() -> str:
    shared._derive = dies
    try:
        shared.reprove(on=ISSUED, at=THEN, workers=2)
    except shared.ProcessDied as error:
        return str(error)
    return ""


def dies(span: Span) -> Part:
    """Killed as the kernel kills one that takes too much memory, at its third span or later."""
    if span[0] > 2 * 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return _derive(span)


if __name__ == "__main__":
    main()
