"""The nine decisions as the national notice alone gives them; a province lays its law over."""

from xianjie.instruments.cn.rules.candidate_option import CANDIDATE_OPTION
from xianjie.instruments.cn.rules.catalogue_status import CATALOGUE_STATUS
from xianjie.instruments.cn.rules.certificates import (
    CERTIFICATE_ISSUANCE,
    CERTIFICATE_VALIDITY,
    REPLACEMENT,
)
from xianjie.instruments.cn.rules.exams import EXAM_PERMISSION, EXAM_SCHEDULE
from xianjie.instruments.cn.rules.level_certification import (
    LEVEL_CERTIFICATE_ISSUANCE,
    TRAINING_ROUTE,
)
from xianjie.instruments.cn.rules.safety import PROPERTIES

DECISIONS = (
    CATALOGUE_STATUS,
    EXAM_PERMISSION,
    EXAM_SCHEDULE,
    CANDIDATE_OPTION,
    CERTIFICATE_ISSUANCE,
    CERTIFICATE_VALIDITY,
    REPLACEMENT,
    TRAINING_ROUTE,
    LEVEL_CERTIFICATE_ISSUANCE,
)

__all__ = ["DECISIONS", "PROPERTIES"]
