"""Runs of two kinds; an alert's evidence is never empty."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("supervision", "0002_alerts"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_has_evidence"),
        migrations.AddField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[("indicators", "查指标"), ("reproof", "重证证书")],
                default="indicators",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="run", name="looked_at", field=models.IntegerField(null=True)
        ),
        migrations.AlterField(
            model_name="run", name="tables", field=models.CharField(blank=True, max_length=64)
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=Q(rows__gte=1) & ~Q(evidence=[]), name="alert_has_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=Q(kind="indicators", looked_at=None) & ~Q(tables="")
                | Q(kind="reproof", looked_at__gte=F("found"), tables="", since=None),
                name="run_is_of_tables_or_a_reproof",
            ),
        ),
    ]
