"""A choice of readers’ reports and the help text of a step’s kind are said plainly. Only words change."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0039_question_of_what_was_written'),
    ]

    operations = [
        migrations.AlterField(
            model_name='report',
            name='choice',
            field=models.CharField(blank=True, choices=[('menu', 'The menu is different'), ('missing', 'It isn’t there'), ('greyed', 'It is greyed out'), ('wording', 'The words are different'), ('changed', 'It is no longer true'), ('untrue', 'It was never true'), ('source', 'The source says something else'), ('unclear', 'I do not understand it'), ('', 'Something else')], default='', max_length=10, verbose_name='what is different'),
        ),
        migrations.AlterField(
            model_name='step',
            name='kind',
            field=models.CharField(choices=[('switch', 'set a switch'), ('form', 'send a form'), ('request', 'make a request'), ('deletion', 'delete something')], default='switch', help_text='What the reader does. Where you give no outcome, pages say it in words that fit: “Off”, “Sent”, “Asked”, “Deleted”. The drawing of a switch appears only for the kind “set a switch”.', max_length=10, verbose_name='kind'),
        ),
    ]
