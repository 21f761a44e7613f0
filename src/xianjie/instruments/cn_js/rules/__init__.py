"""What Jiangsu's notice, as reported, lays over the national one."""

from xianjie.instruments.cn_js.rules.exam_permission import EXAM_PERMISSION
from xianjie.instruments.cn_js.rules.safety import PROPERTIES

AMENDMENTS = (EXAM_PERMISSION,)

__all__ = ["AMENDMENTS", "PROPERTIES"]
