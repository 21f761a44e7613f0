"""The facts that decisions are told, with the words in which they are asked and shown."""

from types import MappingProxyType

from xianjie.instruments import catalogue
from xianjie.law.facts import BoolFact, DayFact, EnumAttribute, EnumFact, HasAttribute, KeyFact
from xianjie.text import Text

_CATALOGUE = catalogue.load()

OCCUPATION = KeyFact(
    "occupation",
    Text("职业（工种）", "the occupation"),
    Text("是哪个职业（工种）？", "Which occupation is it?"),
    MappingProxyType(
        {
            entry.occupation: MappingProxyType(
                {"treatment": entry.treatment.value, "hrss_organised": entry.hrss_organised}
            )
            for entry in _CATALOGUE.occupations
        }
    ),
    lambda name: _CATALOGUE.find(name).occupation,
    _CATALOGUE.digest,
    help=Text(
        "填写国家通知附件所列的名称；原件扫描文字中的写法也可以。",
        "A name from the annex to the national notice, as corrected or as scanned.",
    ),
)
TREATMENT = EnumAttribute(
    OCCUPATION,
    "treatment",
    Text("该职业的安排", "the occupation's treatment"),
    {
        "batch_1": Text("第一批退出", "leaving in batch 1"),
        "batch_2": Text("第二批退出", "leaving in batch 2"),
        "access_type": Text("转为准入类", "moving to access type"),
    },
)
HRSS_ORGANISED = HasAttribute(
    OCCUPATION,
    "hrss_organised",
    Text("该职业的实施部门包括人社部门", "the HRSS ministry is among its implementing departments"),
    Text("该职业的实施部门不含人社部门", "the HRSS ministry is not an implementing department"),
)

ON = DayFact(
    "on",
    Text("所问日期", "the day asked about"),
    Text("要看哪一天的情况？", "Which day do you ask about?"),
)
ROUTE = EnumFact(
    "route",
    Text("取证途径", "the route"),
    Text("是鉴定考试，还是职业技能竞赛？", "Is it an appraisal exam or a skills competition?"),
    {
        "scheduled": Text("鉴定考试", "a scheduled appraisal exam"),
        "competition": Text("职业技能竞赛", "a skills competition"),
    },
)
ANNOUNCED_ON = DayFact(
    "announced_on",
    Text("考试公告发布日", "the announcement of the exam"),
    Text("考试公告是哪天发布的？", "When was the exam announced?"),
    none=Text("没有发布公告", "it was not announced"),
)
REGISTRATION_ACCEPTED_ON = DayFact(
    "registration_accepted_on",
    Text("该考试首个报名受理日", "the exam's first accepted registration"),
    Text(
        "这场考试最早在哪天受理了报名？", "When was the first registration for the exam accepted?"
    ),
    none=Text("没有受理过报名", "no registration was accepted"),
    help=Text(
        "指这场考试第一个被受理的报名，不是您本人的报名日。",
        "The first registration anyone made for this exam, which need not be your own.",
    ),
)
COMPETITION_IN_PLAN = BoolFact(
    "competition_in_plan",
    Text("竞赛列入计划", "the competition being in the plan"),
    Text("该竞赛是否列入本年度竞赛计划？", "Is the competition in this year's competition plan?"),
    Text("竞赛列入本年度计划", "the competition is in this year's plan"),
    Text("竞赛未列入本年度计划", "the competition is not in this year's plan"),
)
SUSPENDED = BoolFact(
    "suspended",
    Text("考试暂停", "the exam being suspended"),
    Text("这场考试是否因防疫等原因暂停？", "Is the exam suspended, for an epidemic or the like?"),
    Text("考试已暂停", "the exam is suspended"),
    Text("考试未暂停", "the exam is not suspended"),
)
EXAM_KIND = EnumFact(
    "exam_kind",
    Text("考试种类", "the kind of exam"),
    Text("是哪一种考试？", "Which kind of exam is it?"),
    {
        "routine": Text("日常鉴定", "a routine appraisal"),
        "unified_technician": Text("技师、高级技师全省统考", "the unified technician exam"),
        "unified_associate_technician": Text(
            "预备技师全省统考", "the unified associate technician exam"
        ),
        "unified_hr_manager": Text(
            "企业人力资源管理师全省统考", "the unified enterprise HR manager exam"
        ),
        "unified_childcare": Text("保育员全省统考", "the unified childcare worker exam"),
    },
)
SITTING = EnumFact(
    "sitting",
    Text("场次", "the sitting"),
    Text("是正考还是补考？", "Is it a first sitting or a resit?"),
    {"first": Text("正考", "a first sitting"), "resit": Text("补考", "a resit")},
)
HELD_ON = DayFact(
    "held_on",
    Text("考试日", "the day of the exam"),
    Text("考试定在哪一天？", "On which day is the exam held?"),
)
REGISTERED_ON = DayFact(
    "registered_on",
    Text("考生报名日", "the candidate's registration"),
    Text("考生是哪天报名的？", "When did the candidate register?"),
)
EXAM_HELD = BoolFact(
    "exam_held",
    Text("考试已举行", "the exam having been held"),
    Text("考试是否已经举行？", "Has the exam been held?"),
    Text("考试已举行", "the exam has been held"),
    Text("考试尚未举行", "the exam has not been held"),
)
PASSED = BoolFact(
    "passed",
    Text("考核合格", "having passed"),
    Text("考核是否合格？", "Did the candidate pass?"),
    Text("考核合格", "the candidate passed"),
    Text("考核未合格", "the candidate did not pass"),
)
ISSUE_ON = DayFact(
    "issue_on",
    Text("拟发证日", "the day of issue"),
    Text("证书拟在哪天核发？", "On which day is the certificate to be issued?"),
)
ISSUED_ON = DayFact(
    "issued_on",
    Text("证书发证日", "the certificate's date of issue"),
    Text("证书上的发证日期是哪天？", "What is the certificate's date of issue?"),
)
REVOKED = BoolFact(
    "revoked",
    Text("证书被撤销", "the certificate being revoked"),
    Text("证书是否已被撤销？", "Has the certificate been revoked?"),
    Text("证书已被撤销", "the certificate has been revoked"),
    Text("证书未被撤销", "the certificate has not been revoked"),
)
REASON = EnumFact(
    "reason",
    Text("申请原因", "the reason"),
    Text("因为什么原因申请？", "What is the reason for applying?"),
    {
        "lost": Text("遗失", "loss"),
        "wrong_information": Text("信息有误", "wrong information"),
        "damaged": Text("损坏", "damage"),
        "overseas_employment": Text("境外就业", "work abroad"),
    },
)
REQUESTED_ON = DayFact(
    "requested_on",
    Text("申请日", "the day of the request"),
    Text("哪一天申请？", "On which day is the request made?"),
)
PROGRAMME = EnumFact(
    "programme",
    Text("培养方式", "the programme"),
    Text(
        "是院校“双证书”培养，还是企业新型学徒？",
        "Is it a dual-certificate school programme or an enterprise apprenticeship?",
    ),
    {
        "dual_certificate": Text("院校双证书培养", "a dual-certificate school programme"),
        "apprentice": Text("企业新型学徒", "an enterprise new-type apprenticeship"),
    },
)
PLAN_ALIGNED = BoolFact(
    "plan_aligned",
    Text("培养计划对接职业资格", "the plan being aligned with the qualification"),
    Text(
        "入学（入企）时的培养计划是否对接职业资格证书？",
        "Was the person enrolled on a plan aligned with the qualification?",
    ),
    Text("按对接职业资格的计划招收", "enrolled on a plan aligned with the qualification"),
    Text("培养计划不对接职业资格", "not enrolled on a plan aligned with the qualification"),
)
QUALIFICATION_OPEN = BoolFact(
    "qualification_open",
    Text("职业资格仍可取得", "the qualification still being open"),
    Text(
        "到毕（结）业时，该职业资格是否仍可组织考试并发证？",
        "By the day of graduation, may its exam still be held and its certificate issued?",
    ),
    Text("毕（结）业前职业资格仍可取得", "the qualification can still be earned by graduation"),
    Text("毕（结）业前职业资格已不能取得", "the qualification cannot be earned by graduation"),
)
SPONSOR_FILED = BoolFact(
    "sponsor_filed",
    Text("培养单位已备案", "the sponsor being filed"),
    Text(
        "院校、企业或合作培训机构是否已就该职业备案？",
        "Is the school, enterprise or training body filed for the occupation?",
    ),
    Text("培养单位已就该职业备案", "the sponsor is filed for the occupation"),
    Text("培养单位未就该职业备案", "the sponsor is not filed for the occupation"),
)
ORGANISATION_KIND = EnumFact(
    "organisation_kind",
    Text("发证机构类型", "the kind of organisation"),
    Text("发证的是哪类机构？", "What kind of organisation issues the certificate?"),
    {
        "employer": Text("用人单位", "an employer"),
        "social_organisation": Text(
            "社会培训评价组织", "a social training-and-evaluation organisation"
        ),
        "technical_school": Text("技工院校", "a technical school"),
        "government": Text("政府部门或其授权单位", "government or a body authorised by it"),
    },
)
FILED = BoolFact(
    "filed",
    Text("机构已备案", "the organisation being filed"),
    Text("该机构是否备案？", "Is the organisation filed?"),
    Text("机构已备案", "the organisation is filed"),
    Text("机构未备案", "the organisation is not filed"),
)
FILING_FROM = DayFact(
    "filing_from",
    Text("备案起始日", "the first day of the filing"),
    Text("备案从哪天起有效？", "From which day is the filing in force?"),
)
FILING_UNTIL = DayFact(
    "filing_until",
    Text("备案截止日", "the last day of the filing"),
    Text("备案有效到哪天（含当日）？", "Until which day, that day included, is it in force?"),
)
OCCUPATION_IN_SCOPE = BoolFact(
    "occupation_in_scope",
    Text("职业在备案范围内", "the occupation being in scope"),
    Text("该职业是否在备案范围内？", "Is the occupation within the filing?"),
    Text("职业在备案范围内", "the occupation is within the filing"),
    Text("职业不在备案范围内", "the occupation is not within the filing"),
)
LEVEL_IN_SCOPE = BoolFact(
    "level_in_scope",
    Text("等级在备案范围内", "the level being in scope"),
    Text("该等级是否在备案范围内？", "Is the level within the filing?"),
    Text("等级在备案范围内", "the level is within the filing"),
    Text("等级不在备案范围内", "the level is not within the filing"),
)
CANDIDATE_IS_OWN = BoolFact(
    "candidate_is_own",
    Text("考生是本单位人员", "the candidate being its own"),
    Text(
        "考生是否为该机构的职工或学生？", "Is the candidate the organisation's employee or student?"
    ),
    Text("考生是本单位职工或学生", "the candidate is its employee or student"),
    Text("考生不是本单位职工或学生", "the candidate is not its employee or student"),
)
ENTRUSTED = BoolFact(
    "entrusted",
    Text("受委托", "being entrusted"),
    Text(
        "考生的单位、学校或培训机构是否委托了该机构？",
        "Did the candidate's employer, school or training body entrust the organisation?",
    ),
    Text("受考生所在单位委托", "entrusted by the candidate's employer, school or training body"),
    Text("未受考生所在单位委托", "not entrusted by the candidate's employer or school"),
)
