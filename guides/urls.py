from django.urls import path

from guides.views import checklist

app_name = "guides"

urlpatterns = [
    path("", checklist.home, name="home"),
    path("<slug:short>", checklist.short_link, name="short_link"),
    path("<slug:guide_slug>/", checklist.guide, name="guide"),
    path("<slug:guide_slug>/sources/", checklist.sources, name="sources"),
    path("<slug:guide_slug>/<slug:region_slug>/", checklist.checklist, name="checklist"),
    path("<slug:guide_slug>/<slug:region_slug>/forget/", checklist.forget, name="forget"),
    path("<slug:guide_slug>/<slug:region_slug>/steps/<slug:step_slug>/", checklist.tick, name="tick"),
]
