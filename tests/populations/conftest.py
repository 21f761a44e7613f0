"""Files of generated cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.populations.cases import cases, write


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet file of 3,000 cases of candidate-option with keys, unknowns and nones."""
    path = tmp_path_factory.mktemp("population") / "cases.parquet"
    write(cases(3_000), path)
    return path
