from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from guides.views import about, machines

handler400 = "guides.problems.bad_request"
handler403 = "guides.problems.forbidden"
handler404 = "guides.problems.not_found"
handler500 = "guides.problems.server_error"

# Typed by hand, mostly. Without this they would be taken for the short name of a region.
WITHOUT_SLASH = r"^(?P<name>admin|api|accessibility|offline|preview|privacy)$"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("offline.js", machines.worker, name="worker"),
    path("offline/", about.offline, name="offline"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    re_path(WITHOUT_SLASH, RedirectView.as_view(url="/%(name)s/", query_string=True)),
    path("api/", include("guides.api_urls")),
    path("preview/", include("guides.urls", namespace="preview")),
    path("", include("guides.urls")),
]
