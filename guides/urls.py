"""The pages, each in every language."""

from django.urls import include, path

from guides.views import (
    calendar,
    cards,
    changes,
    checklist,
    events_and_rumours,
    home,
    objection,
    paper,
    reports,
    sharing,
    teams,
    transfer,
)
from guides.views.languages import in_every_language

app_name = "guides"

OF_A_GUIDE = [
    # What is asked most stands first.
    path("<slug:region_slug>/steps/<slug:step_slug>/", checklist.tick, name="tick"),
    path("", checklist.guide, name="guide"),
    path("sources/", checklist.sources, name="sources"),
    path("timeline/", events_and_rumours.timeline, name="timeline"),
    path("rumours/", events_and_rumours.rumours, name="rumours"),
    path("claims/", events_and_rumours.claims, name="claims"),
    path("changes/", changes.changes, name="changes"),
    path("changes/feed/", changes.feed, name="feed"),
    path("<slug:region_slug>/", checklist.checklist, name="checklist"),
    path("<slug:region_slug>/more/", checklist.more, name="more"),
    path("<slug:region_slug>/objection/", objection.objection, name="objection"),
    path("<slug:region_slug>/objection/dates.ics", objection.objection_dates, name="objection_dates"),
    path("<slug:region_slug>/feed/", changes.region_feed, name="region_feed"),
    path("<slug:region_slug>/share/", sharing.share, name="share"),
    path("<slug:region_slug>/for-work/", sharing.work, name="work"),
    path("card-<slug:digest>.png", cards.guide, name="card"),
    path("<slug:region_slug>/card-<slug:digest>.png", cards.region, name="region_card"),
    path("<slug:region_slug>/share/qr.<slug:form>", sharing.qr_file, name="qr_file"),
    path("<slug:region_slug>/handout/", paper.handout, name="handout"),
    path("<slug:region_slug>/poster/", paper.poster, name="poster"),
    path("<slug:region_slug>/carry/", transfer.carry, name="carry"),
    path("<slug:region_slug>/look-again.ics", calendar.look_again, name="look_again"),
    path("<slug:region_slug>/teams/", teams.teams, name="teams"),
    path("<slug:region_slug>/teams/<slug:team_key>/", teams.team, name="team"),
    path("<slug:region_slug>/teams/<slug:team_key>/count/", teams.count, name="count"),
    path("<slug:region_slug>/teams/<slug:team_key>/delete/", teams.delete_team, name="delete_team"),
    path("<slug:region_slug>/forget/", checklist.forget, name="forget"),
    path("<slug:region_slug>/steps/<slug:step_slug>/report/", reports.report, name="report"),
    path("report/<slug:kind>/<slug:name>/", reports.report_statement, name="report_statement"),
]

urlpatterns = [
    in_every_language(
        path("", home.home, name="home"),
        path("card-<slug:digest>.png", cards.site, name="site_card"),
        path("<slug:short>", checklist.short_link, name="short_link"),
    ),
    path("<slug:guide_slug>/", include([in_every_language(*OF_A_GUIDE)])),
]
