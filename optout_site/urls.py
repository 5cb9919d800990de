from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("The guides’ desk")
admin.site.site_title = _("The guides’ desk")
admin.site.index_title = _("Keep the guidance true")

handler400 = "guides.problems.bad_request"
handler403 = "guides.problems.forbidden"
handler404 = "guides.problems.not_found"
handler500 = "guides.problems.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("preview/", include("guides.urls", namespace="preview")),
    path("", include("guides.urls")),
]
