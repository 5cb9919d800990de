"""A step may come after another, and may ask something first.

Backwards, both are lost in the draft, and for which answers a walkthrough is meant. An older version of the site cannot
read editions that have them.
"""

from django.db import migrations, models

import guides.models.fields
import guides.models.rules


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0030_what_a_guide_has'),
    ]

    operations = [
        migrations.AddField(
            model_name='step',
            name='after',
            field=models.CharField(blank=True, help_text='The step that readers must do or put aside first. Where that is not a step, they need not wait.', max_length=60, validators=[guides.models.rules.Matching('^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens between them: switch-off.')], verbose_name='comes after'),
        ),
        migrations.AddField(
            model_name='step',
            name='question',
            field=guides.models.fields.QuestionField(blank=True, help_text='Only if the way depends on the answer. The question on the first line, and below it two to four answers, each on a line after its short name: “work: Yes, a work account”.', null=True, verbose_name='question before the way'),
        ),
        migrations.AddField(
            model_name='walkthrough',
            name='answers',
            field=guides.models.fields.ListField(blank=True, default=list, help_text='Only for a step with a question: the short names of the answers for which this is meant, one per line. Empty: for all of them.', validators=[guides.models.rules.Matching('^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens between them: switch-off.')], verbose_name='answers'),
        ),
    ]
