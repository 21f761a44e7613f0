"""What the Guangdong notice lays over the national one, decision by decision."""

from xianjie.instruments.cn_gd.rules.appraisal import (
    CANDIDATE_OPTION,
    EXAM_PERMISSION,
    EXAM_SCHEDULE,
)
from xianjie.instruments.cn_gd.rules.certificates import (
    CERTIFICATE_ISSUANCE,
    CERTIFICATE_VALIDITY,
    REPLACEMENT,
)
from xianjie.instruments.cn_gd.rules.level_certification import (
    LEVEL_CERTIFICATE_ISSUANCE,
    TRAINING_ROUTE,
)
from xianjie.instruments.cn_gd.rules.safety import PROPERTIES

AMENDMENTS = (
    EXAM_PERMISSION,
    EXAM_SCHEDULE,
    CANDIDATE_OPTION,
    CERTIFICATE_ISSUANCE,
    CERTIFICATE_VALIDITY,
    REPLACEMENT,
    TRAINING_ROUTE,
    LEVEL_CERTIFICATE_ISSUANCE,
)

__all__ = ["AMENDMENTS", "PROPERTIES"]
