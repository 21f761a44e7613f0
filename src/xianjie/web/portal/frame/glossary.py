"""The terms that the pages use: one English word for each Chinese one."""

from dataclasses import dataclass

from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    name: Text
    meaning: Text
    clause: str | None = None


TERMS = (
    Term(
        Text("职业资格", "qualification"),
        Text(
            "政府评价并发证的技能资格；这里指水平评价类的76项。",
            "A skill qualification that government assessed and certified; here the 76 of "
            "level-evaluation type.",
        ),
        "80/annex",
    ),
    Term(
        Text("职业（工种）", "occupation"),
        Text(
            "一项职业资格之下的具体工作，共192个；退出批次和实施部门都按它来定。",
            "The particular work under a qualification, 192 in all; batch and departments are its.",
        ),
        "80/annex",
    ),
    Term(
        Text("退出目录", "exit"),
        Text(
            "职业资格移出国家职业资格目录，政府不再据此鉴定发证。",
            "A qualification leaves the national catalogue; government no longer certifies it.",
        ),
        "80/2",
    ),
    Term(
        Text("批次", "batch"),
        Text(
            "退出分两批：第一批到2020年9月30日，第二批到2020年12月31日。",
            "The exit comes in two: by 30 September and by 31 December 2020.",
        ),
        "80/2",
    ),
    Term(
        Text("准入类", "access type"),
        Text(
            "法律要求取得资格才能从业的一类；不退出，转为这一类的职业照常考试发证。",
            "Qualifications the law requires for doing the work; these do not leave.",
        ),
        "80/6",
    ),
    Term(
        Text("实施部门", "implementing department"),
        Text("负责该职业资格的部委或行业组织。", "The ministry or association in charge of it."),
        "80/annex",
    ),
    Term(
        Text("鉴定", "appraisal"),
        Text("为颁发职业资格证书进行的政府考试。", "Government's exam for the qualification."),
        "252/2.1.1",
    ),
    Term(
        Text("职业技能等级认定", "level certification"),
        Text(
            "由已备案的用人单位和社会组织评价技能等级并发证。",
            "Filed employers and social organisations evaluate and certify the skill level.",
        ),
        "80/5",
    ),
    Term(
        Text("备案", "filing"),
        Text(
            "机构向人社部门登记可以认定的职业、等级和期限。",
            "An organisation's entry with the HRSS department: occupations, levels, term.",
        ),
        "252/2.2",
    ),
    Term(
        Text("书面证明", "written proof"),
        Text(
            "证书遗失等情形下，由原颁发机构出具的证明，代替补发和换发。",
            "What the issuing authority gives in place of reissue or exchange.",
        ),
        "252/2.3",
    ),
    Term(
        Text("补考", "resit"),
        Text("正考未通过者的再次考试。", "The sitting for those who did not pass the first."),
        "252/2.1.1.1",
    ),
    Term(
        Text("竞赛计划", "competition plan"),
        Text(
            "当年列入计划的职业技能竞赛；计划内的获奖选手可以取证。",
            "The year's planned skills competitions, whose winners may be certified.",
        ),
        "252/2.1.1.3",
    ),
    Term(
        Text("双证书", "dual certificate"),
        Text(
            "学生毕业时取得学历证书和职业资格（或技能等级）证书的培养方式。",
            "A school programme that ends in a diploma and a skill certificate.",
        ),
        "252/2.2",
    ),
    Term(
        Text("企业新型学徒", "enterprise new-type apprentice"),
        Text(
            "企业与培训机构共同培养的在职学徒。", "An apprentice of enterprise and training body."
        ),
        "252/2.2",
    ),
    Term(
        Text("理解", "reading"),
        Text(
            "原文有不止一种读法时，我们采用的读法，以及另一种读法会改变什么。",
            "How we take words that can be read in two ways, and what the other way would change.",
        ),
    ),
    Term(
        Text("条款", "clause"),
        Text("通知中编了号的一处规定。", "A numbered place in a notice."),
    ),
    Term(
        Text("职业分类大典", "Dadian"),
        Text(
            "国家职业分类的标准目录，这里用2022年版的编码和名称。",
            "The national classification of occupations; here the codes and names of 2022.",
        ),
    ),
)
