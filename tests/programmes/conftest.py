"""A school and an enterprise; the small province of the domain's tests beside them."""

from __future__ import annotations

import pytest

from tests.domain.conftest import Province, province
from tests.programmes.training import Training, make_training

__all__ = ["Province", "province"]


@pytest.fixture
def training(db: None) -> Training:
    del db
    return make_training()
