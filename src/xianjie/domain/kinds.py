"""What kind of record a thing is, by the name under which events and rulings keep it."""

from __future__ import annotations

from django.db import models


def kind_of(thing: models.Model | type[models.Model]) -> str:
    """Such as ``registration``: the name of its model."""
    return str(thing._meta.model_name)  # noqa: SLF001 - Django's public, if underscored, door
