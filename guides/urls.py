from django.urls import path

from guides.views import calendar, carrying, changes, checklist, known, paper, reports, sharing, teams

app_name = "guides"

urlpatterns = [
    # What is asked most stands first.
    path("<slug:guide_slug>/<slug:region_slug>/steps/<slug:step_slug>/", checklist.tick, name="tick"),
    path("", checklist.home, name="home"),
    path("<slug:short>", checklist.short_link, name="short_link"),
    path("<slug:guide_slug>/", checklist.guide, name="guide"),
    path("<slug:guide_slug>/sources/", checklist.sources, name="sources"),
    path("<slug:guide_slug>/timeline/", known.timeline, name="timeline"),
    path("<slug:guide_slug>/claims/", known.claims, name="claims"),
    path("<slug:guide_slug>/changes/", changes.changes, name="changes"),
    path("<slug:guide_slug>/changes/feed/", changes.feed, name="feed"),
    path("<slug:guide_slug>/<slug:region_slug>/", checklist.checklist, name="checklist"),
    path("<slug:guide_slug>/<slug:region_slug>/more/", checklist.more, name="more"),
    path("<slug:guide_slug>/<slug:region_slug>/feed/", changes.region_feed, name="region_feed"),
    path("<slug:guide_slug>/<slug:region_slug>/share/", sharing.share, name="share"),
    path("<slug:guide_slug>/<slug:region_slug>/share/qr.<slug:form>", sharing.qr_file, name="qr_file"),
    path("<slug:guide_slug>/<slug:region_slug>/handout/", paper.handout, name="handout"),
    path("<slug:guide_slug>/<slug:region_slug>/poster/", paper.poster, name="poster"),
    path("<slug:guide_slug>/<slug:region_slug>/carry/", carrying.carry, name="carry"),
    path("<slug:guide_slug>/<slug:region_slug>/look-again.ics", calendar.look_again, name="look_again"),
    path("<slug:guide_slug>/<slug:region_slug>/teams/", teams.teams, name="teams"),
    path("<slug:guide_slug>/<slug:region_slug>/teams/<slug:team_key>/", teams.team, name="team"),
    path("<slug:guide_slug>/<slug:region_slug>/teams/<slug:team_key>/count/", teams.count, name="count"),
    path("<slug:guide_slug>/<slug:region_slug>/teams/<slug:team_key>/delete/", teams.delete_team, name="delete_team"),
    path("<slug:guide_slug>/<slug:region_slug>/forget/", checklist.forget, name="forget"),
    path("<slug:guide_slug>/<slug:region_slug>/steps/<slug:step_slug>/report/", reports.report, name="report"),
    path("<slug:guide_slug>/report/<slug:kind>/<slug:name>/", reports.report_statement, name="report_statement"),
]
