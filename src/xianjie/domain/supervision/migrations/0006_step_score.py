from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0005_foreseen")]

    operations = [
        migrations.AddField(
            model_name="alertstep",
            name="score",
            # Steps from before are opened again by more rows only.
            field=models.FloatField(default=100.0),
            preserve_default=False,
        ),
    ]
