"""The re-proof shared by processes: each derives spans of certificates, on a connection of its own.

What comes of it is what one process would find: the spans do not hang on how many there are, and
their parts are put together in order. A process that dies ends the whole with an error, and
nothing is kept.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date, datetime
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING

from xianjie.errors import XianjieError
from xianjie.ops.records import open_records
from xianjie.text import Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.supervision.reproving import Part, Reproved, Span

_part: Callable[[Span], Part]  # of a process that derives, once it began


class ProcessDied(XianjieError):
    """A process of the re-proof ended before its certificates were derived."""


def reprove(*, on: date, at: datetime, workers: int) -> Reproved:
    """Derive every certificate that is live on a day, and keep what came of it.

    Raises `ProcessDied`, and what `xianjie.domain.supervision.reproving.reprove` raises.
    """
    from xianjie.domain.certificates.signing import issuer
    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.supervision import reproving

    return reproving.reprove(
        on=on,
        at=at,
        law=law_on(on),
        issuer=issuer(),
        parts=None if workers == 1 else lambda spans: parts(spans, on=on, workers=workers),
    )


def parts(spans: Sequence[Span], *, on: date, workers: int) -> Iterator[Part]:
    """What comes of each span, in their order; raises `ProcessDied`."""
    if not spans:
        return
    # Spawned, not forked: beside the server there are threads and open connections here.
    with ProcessPoolExecutor(
        min(workers, len(spans)), get_context("spawn"), initializer=_begin, initargs=(on,)
    ) as pool:
        try:
            yield from pool.map(_derive, spans)
        except BrokenProcessPool as error:
            raise ProcessDied(
                Text(
                    "重证的一个进程中途结束，结果没有保存；请查看日志和内存，再重做一遍",
                    "a process of the re-proof ended midway and nothing was kept; look at the "
                    "log and at the memory, then do it again",
                )
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin(on: date) -> None:
    """What a process does first: the register, the law and the keys as its parent has them."""
    global _part  # noqa: PLW0603 - one of each process, which lives for this alone
    threading.Thread(target=_end_with_parent, daemon=True).start()
    open_records()
    from xianjie.domain.certificates.signing import issuer
    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.supervision.reproving import Deriver

    _part = Deriver(on, law_on(on), issuer()).part


def _derive(span: Span) -> Part:
    return _part(span)


def _end_with_parent() -> None:
    """A parent that was killed sends no more spans, and takes no parts."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
