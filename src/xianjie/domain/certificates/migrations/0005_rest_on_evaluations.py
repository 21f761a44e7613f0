"""Who may issue is the filing register's, what a level certificate rests on its evaluation's.

What the tables that go hold cannot be carried over: filings had no credit code, evidence no plan.
There is no release with them; where rows are, this stops and leaves all as it is.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from xianjie.errors import XianjieError
from xianjie.text import Text


def require_empty(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - as Django gives them
    """Raises `XianjieError` where something would be lost."""

    def rows(name: str) -> Any:  # noqa: ANN401 - of a model of the state
        return apps.get_model("certificates", name).objects.using(schema_editor.connection.alias)

    counts = {name: rows(name).count() for name in ("Filing", "Evidence")}
    counts["IssuingCode"] = rows("IssuingCode").filter(scheme="level").count()
    if any(counts.values()):
        told = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        raise XianjieError(
            Text(
                f"旧的备案和评价依据不能转入备案登记册（{told}），数据库没有改动。演示数据请删去后"
                "重新生成；其他数据请继续用原来的版本",
                f"old filings and evidence cannot be carried into the filing register ({told}); "
                "the database is as it was. Remove the demonstration's data and make it anew; "
                "with other data stay with the version before",
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_photos"),
        ("evaluations", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(require_empty, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="line", name="line_rests_on_one_thing"),
        migrations.RemoveConstraint(model_name="line", name="evidence_leads_to_one_certificate"),
        migrations.RemoveField(model_name="line", name="evidence"),
        migrations.AddField(
            model_name="line",
            name="participant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issue_lines",
                to="evaluations.participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("participant__isnull", False),
                    ("registration", None),
                )
                | models.Q(
                    ("participant", None),
                    ("registration__isnull", False),
                ),
                name="line_rests_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped", False), ("refused", False)),
                fields=("participant",),
                name="participant_leads_to_one_certificate",
            ),
        ),
        migrations.RemoveConstraint(model_name="issuingcode", name="issuing_code_is_one_body_s"),
        migrations.RemoveField(model_name="issuingcode", name="scheme"),
        migrations.AlterField(
            model_name="issuingcode", name="code", field=models.CharField(max_length=8)
        ),
        migrations.AddConstraint(
            model_name="issuingcode",
            constraint=models.UniqueConstraint(fields=("code",), name="issuing_code_is_one_body_s"),
        ),
        migrations.DeleteModel(name="Evidence"),
        migrations.DeleteModel(name="FiledScope"),
        migrations.DeleteModel(name="Filing"),
    ]
