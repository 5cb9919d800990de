from django.contrib import admin
from django.urls import include, path

from guides.views import about, api, machines

handler400 = "guides.problems.bad_request"
handler403 = "guides.problems.forbidden"
handler404 = "guides.problems.not_found"
handler500 = "guides.problems.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("offline.js", machines.worker, name="worker"),
    path("offline/", about.offline, name="offline"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("api", api.to_api),
    path("api/", include("guides.api_urls")),
    path("preview/", include("guides.urls", namespace="preview")),
    path("", include("guides.urls")),
]
