from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from guides import api_urls
from guides.views import about, pictures, well_known
from guides.views.languages import in_every_language

handler400 = "guides.views.errors.bad_request"
handler403 = "guides.views.errors.forbidden"
handler404 = "guides.views.errors.not_found"
handler500 = "guides.views.errors.server_error"

# Typed by hand, mostly. Without this they would be taken for the short name of a region.
WITHOUT_SLASH = r"^(?P<name>admin|api|accessibility|offline|preview|privacy)$"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("robots.txt", well_known.robots, name="robots"),
    path("sitemap.xml", well_known.sitemap, name="sitemap"),
    path(".well-known/security.txt", well_known.security, name="security"),
    path("offline.js", well_known.worker, name="worker"),
    path("manifest.webmanifest", well_known.manifest, name="manifest"),
    path("static/own/<slug:digest>.<slug:form>", well_known.own_file, name="own_file"),
    re_path(r"^(?:favicon\.ico|apple-touch-icon\.png|icon-(?:192|512)\.png)$", well_known.own_icon),
    in_every_language(
        path("offline/", about.offline, name="offline"),
        path("privacy/", about.privacy, name="privacy"),
        path("accessibility/", about.accessibility, name="accessibility"),
    ),
    re_path(WITHOUT_SLASH, RedirectView.as_view(url="/%(name)s/", query_string=True)),
    re_path(r"^pictures/(?P<digest>[0-9a-f]{64})\.(?P<kind>png|jpeg|webp)$", pictures.picture, name="picture"),
    path("api/", include([in_every_language(*api_urls.urlpatterns)])),
    path("preview/", include("guides.urls", namespace="preview")),
    path("", include("guides.urls")),
]
