from django.contrib import admin
from django.urls import include, path

handler400 = "guides.problems.bad_request"
handler403 = "guides.problems.forbidden"
handler404 = "guides.problems.not_found"
handler500 = "guides.problems.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("preview/", include("guides.urls", namespace="preview")),
    path("", include("guides.urls")),
]
