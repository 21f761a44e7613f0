"""A Spark for tests: where there is one, on this machine, its workers without Python."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from xianjie.populations import spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """Skips, or in CI fails, where Spark or Java is missing, and says which."""
    missing = [
        *([] if importlib.util.find_spec("pyspark") else ["pyspark: requirements/spark.txt"]),
        *([] if shutil.which("java") else ["Java: apt-get install default-jre-headless"]),
    ]
    if missing:
        reason = f"no Spark here: {'; '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", "/nowhere/python")
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.delenv("SPARK_HOME", raising=False)  # another Spark's
        with spark.session(master) as made:
            yield made
