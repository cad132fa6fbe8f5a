"""The version of the decision that was taken back last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0010_sheet_written_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="withdrawn_version",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
