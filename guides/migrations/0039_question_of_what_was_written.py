"""The question about old posts fits chats as well. Backwards, it speaks of posts again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guides', '0038_two_options'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='question',
            field=models.CharField(blank=True, choices=[('too_late', 'Is it too late?'), ('deletes_posts', 'Does it delete what I wrote before?'), ('stays', 'What stays in the models?'), ('seen', 'Does anybody see that I did it?'), ('reversible', 'Can I turn it back on?'), ('all_devices', 'Does it count on all my devices?'), ('this_site', 'Is this site official, or a scam?')], help_text='The question that it answers, among the short answers on each region’s page. Empty: none.', max_length=20, verbose_name='question'),
        ),
    ]
