from django.urls import path

from guides import views

app_name = "guides"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:short>", views.short_link, name="short_link"),
    path("<slug:guide_slug>/", views.guide, name="guide"),
    path("<slug:guide_slug>/sources/", views.sources, name="sources"),
    path("<slug:guide_slug>/<slug:region_slug>/", views.checklist, name="checklist"),
    path("<slug:guide_slug>/<slug:region_slug>/forget/", views.forget, name="forget"),
    path("<slug:guide_slug>/<slug:region_slug>/steps/<slug:step_slug>/", views.tick, name="tick"),
]
