"""The records of the wind-up as JSON, for who may see them: a module per kind of record."""

from xianjie.api.v1.records import (
    deadlines,
    entrustments,
    evaluations,
    events,
    exams,
    institutions,
    memberships,
    refunds,
    registrations,
    rulings,
    sittings,
    suspensions,
)

MODULES = (
    exams,
    registrations,
    sittings,
    suspensions,
    refunds,
    deadlines,
    institutions,
    rulings,
    events,
    memberships,
    evaluations,
    entrustments,
)
