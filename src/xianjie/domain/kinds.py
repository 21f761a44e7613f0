"""What kind of record a thing is, by the name under which events and rulings keep it."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models


class Of(NamedTuple):
    """A record by its kind and number alone, where thousands are handled at once."""

    kind: str
    pk: int


def kind_of(thing: models.Model | type[models.Model] | Of) -> str:
    """Such as ``registration``: the name of its model.

    A model whose name another app has too says its ``record_kind``.
    """
    if isinstance(thing, Of):
        return thing.kind
    return str(getattr(thing, "record_kind", "") or thing._meta.model_name)  # noqa: SLF001 - Django's public, if underscored, door
