"""Certificate numbers of both schemes: read, explained field by field, checked, composed.

By form alone: whether a certificate has the number is the register's to say.
"""

from xianjie.identifiers.certificates.codes import AUTHORITIES, Authority, BodyKind, Confidence
from xianjie.identifiers.certificates.fields import CertificateNumberError, Part
from xianjie.identifiers.certificates.numbers import (
    CertificateNumber,
    NumberSettings,
    OrganisationKind,
    compose,
    explain,
    normalised,
    parse,
)
from xianjie.identifiers.certificates.qualification import OldShanghaiNumber, QualificationNumber
from xianjie.identifiers.certificates.skill_level import SkillLevelNumber

__all__ = [
    "AUTHORITIES",
    "Authority",
    "BodyKind",
    "CertificateNumber",
    "CertificateNumberError",
    "Confidence",
    "NumberSettings",
    "OldShanghaiNumber",
    "OrganisationKind",
    "Part",
    "QualificationNumber",
    "SkillLevelNumber",
    "compose",
    "explain",
    "normalised",
    "parse",
]
