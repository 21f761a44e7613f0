"""What statistics worked on in the last run, kept beside its tables: peers for a pre-flight.

Of a large province some bodies are drawn, the same every night: what is usual among peers is known
well from some hundred of them, and a page has no time for all.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from xianjie.domain.supervision import keeping
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.indicators import version
from xianjie.text import Text

MOST = 10_000  # rows of peers that a statistic is given; up to so many the score is the night's
_FOLDER = "aggregates"
_DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class Peers:
    """The aggregates of a run, as of its day."""

    folder: Path
    on: date

    def of(self, statistic: str, body: str) -> pa.Table:
        """Of the bodies drawn and of this one; raises `SupervisionError`."""
        file = self.folder / f"{statistic}.parquet"
        try:
            return pyarrow.parquet.read_table(
                file, filters=[[(_DRAWN, "==", True)], [("body", "==", body)]]
            ).drop_columns([_DRAWN])
        except (OSError, pa.ArrowException) as error:
            raise SupervisionError(
                Text(
                    "最近一次检查留下的数据读不出来；下一次检查后即可比较",
                    "what the last run kept cannot be read; the next run writes it anew",
                )
            ) from error


def keep(folder: Path, statistic: str, found: pa.Table, most: int = MOST) -> None:
    """Write what a statistic worked on, beside the tables in ``folder``."""
    place = folder / _FOLDER
    place.mkdir(exist_ok=True)
    drawn = pa.array(np.isin(found["body"].to_numpy(), _drawn(found, most)), pa.bool_())
    pyarrow.parquet.write_table(
        found.append_column(_DRAWN, drawn).sort_by("body"), place / f"{statistic}.parquet"
    )


def replace(folder: Path, made: Path) -> None:
    """Put what was kept in a folder that was ``made`` in the place of what another has."""
    shutil.rmtree(folder / _FOLDER, ignore_errors=True)
    (made / _FOLDER).rename(folder / _FOLDER)


def _drawn(found: pa.Table, most: int) -> list[str]:
    """Bodies in the order of a digest of their code, as long as all their rows are ``most``."""
    bodies, rows = np.unique(found["body"].to_numpy(), return_counts=True)
    order = np.argsort([hashlib.sha256(one.encode()).hexdigest() for one in bodies.tolist()])
    kept = np.cumsum(rows[order]) <= most
    return [str(one) for one in bodies[order][kept].tolist()]


def peers_of(runs: Path, on: date) -> Peers:
    """Those of the last run; raises `SupervisionError` with the reason why there are none."""
    last = keeping.newest()
    if last is None:
        raise SupervisionError(
            Text("还没有做过检查，没有可比的同行", "no run was made yet, so there are no peers")
        )
    if last.on > on:
        raise SupervisionError(
            Text(
                f"最近一次检查是 {last.on} 的，晚于 {on}",
                f"the last run is of {last.on}, later than {on}",
            )
        )
    if last.version != version():
        raise SupervisionError(
            Text(
                "指标更新以后还没有检查过；下一次检查后即可比较",
                "the indicators have changed since the last run; the next one brings the peers",
            )
        )
    folder = runs / keeping.folder_of(last) / _FOLDER
    if not folder.is_dir():
        raise SupervisionError(
            Text(
                "最近一次检查没有在本机留下数据；下一次检查后即可比较",
                "the last run left nothing on this machine; the next one brings the peers",
            )
        )
    return Peers(folder, last.on)
