"""Facts and notions that Jiangsu's notice adds, as reported."""

from xianjie.instruments.cn.notions import (
    ACCESS_TYPE,
    BATCH_1_EXIT,
    BATCH_2_EXIT,
    BY_COMPETITION,
    BY_EXAM,
    IN_BATCH_1,
    IN_BATCH_2,
)
from xianjie.law import BoolFact, Day, DayFact, named
from xianjie.text import Text

ACCEPTED_ON = DayFact(
    "accepted_on",
    Text("考生批次受理日", "the acceptance of the batch of candidates"),
    Text("这一批考生的申报是哪天受理的？", "When was this batch of candidates accepted?"),
    help=Text(
        "补考也是一次申报：补考考生填补考申报的受理日。",
        "A resit is an application like any other: give the day on which that one was accepted.",
    ),
)
BATCH_COMPLETE = BoolFact(
    "batch_complete",
    Text("批次五项备齐", "the batch being complete"),
    Text(
        "退出当日，这一批考生的五项资料是否都已在系统中备齐？",
        "On the exit day, were all five parts of this batch complete in the system?",
    ),
    Text("退出当日批次五项备齐", "the batch was complete on the exit day"),
    Text("退出当日批次五项没有备齐", "the batch was incomplete on the exit day"),
    help=Text(
        "五项：计划、考生数据、资格审核、考场编排、准考证号；缺一项就是没有备齐。",
        "The five: plan, candidates' data, review of qualification, rooms, admission numbers; "
        "without one of them it is incomplete.",
    ),
)

# The report itself says "after the exit day" and that entry closes on it: R1 does not move this.
ACCEPTED_IN_TIME = named(
    "该批考生不晚于该职业退出日受理",
    "the batch of candidates was accepted by the exit day of the occupation",
    (IN_BATCH_1 & (Day(ACCEPTED_ON) <= BATCH_1_EXIT))
    | (IN_BATCH_2 & (Day(ACCEPTED_ON) <= BATCH_2_EXIT)),
    unless=Text(
        "该批考生在该职业退出日以后受理",
        "the batch of candidates was accepted after the exit day of the occupation",
    ),
)

# An access-type occupation has no exit day, and so no day by which anything must be done.
EXITING_EXAM = ~ACCESS_TYPE & BY_EXAM
EXITING_COMPETITION = ~ACCESS_TYPE & BY_COMPETITION
