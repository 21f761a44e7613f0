import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sealing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "size"), name="one_root_of_each_size")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("line", models.TextField()),
                (
                    "sealing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="certificates.sealing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["witness", "sealing"], name="certificate_witness_2bcd35_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sealing", "witness"), name="one_cosignature_each"
                    )
                ],
            },
        ),
    ]
