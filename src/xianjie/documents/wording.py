"""Labels that several documents print."""

from xianjie.text import Text

NAME = Text("姓名", "Name")
DOCUMENT_KIND = Text("证件类型", "Identity document")
DOCUMENT_NUMBER = Text("证件号码", "Document number")
QUALIFICATION = Text("职业资格", "Qualification")
OCCUPATION = Text("职业", "Occupation")
DIRECTION = Text("工种/职业方向", "Trade or direction")
LEVEL = Text("等级", "Level")
CERTIFICATE_NUMBER = Text("证书编号", "Certificate number")
ISSUED_ON = Text("发证日期", "Date of issue")
ISSUING_AUTHORITY = Text("发证机关", "Issuing authority")
INSTITUTION = Text("鉴定机构", "Appraisal institution")
THEORY = Text("理论知识成绩", "Theory mark")
PRACTICE = Text("操作技能成绩", "Practical mark")
RESULT = Text("评定成绩", "Overall result")
NOT_RECORDED = Text("登记册未载", "not recorded in the register")
SHARED = {
    "code": Text("核验二维码", "QR code for verification"),
    "seal": Text(
        "本件以附有签发单位有效电子签章的电子文件为准，打印件请扫码核验。",
        "The original is the electronic file with the issuer's valid electronic seal; verify a "
        "print by its code.",
    ),
}
