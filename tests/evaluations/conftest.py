"""The world of `tests.evaluations.made`, anew for each test."""

from __future__ import annotations

import pytest

from tests.evaluations.made import World, make_world


@pytest.fixture
def world(db: None) -> World:
    del db
    return make_world()
