"""A question of the short answers fits a form as well as a switch, and a day says what it is. Only words change."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0040_plainly_said'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='question',
            field=models.CharField(blank=True, choices=[('too_late', 'Is it too late?'), ('deletes_posts', 'Does it delete what I wrote before?'), ('stays', 'What stays in the models?'), ('seen', 'Does anybody see that I did it?'), ('reversible', 'Can I change my mind later?'), ('all_devices', 'Does it count on all my devices?'), ('this_site', 'Is this site official, or a scam?')], help_text='The question that it answers, among the short answers on each region’s page. Empty: none.', max_length=20, verbose_name='question'),
        ),
        migrations.AlterField(
            model_name='source',
            name='gone_on',
            field=models.DateField(blank=True, help_text='The day on which its page was found gone. Empty: it is still there.', null=True, verbose_name='found gone on'),
        ),
    ]
