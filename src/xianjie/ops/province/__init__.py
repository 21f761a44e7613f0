"""The demonstration's province: bodies, people, exams and registrations around September 2020.

Made by the same services as real records, from a fixed seed; nobody in it is a real person.
"""

from xianjie.ops.province.building import Made, build

__all__ = ["Made", "build"]
