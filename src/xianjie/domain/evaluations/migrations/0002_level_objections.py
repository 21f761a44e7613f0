"""Objections have a number and a code to ask after them by; those made before have neither."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evaluations", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField("objection", "number", models.CharField(blank=True, max_length=20)),
        migrations.AddField("objection", "code_hash", models.CharField(blank=True, max_length=64)),
        migrations.AddConstraint(
            "objection",
            models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="objection_numbers",
            ),
        ),
    ]
