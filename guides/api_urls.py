"""The guides as data. These addresses stand on the site only: a preview has none."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from guides.views import api


class Form(StringConverter):
    regex = "json|yaml"


register_converter(Form, "form")

urlpatterns = [
    path("", api.api, name="api"),
    path("guides.<form:form>", api.guides, name="api_guides"),
    path("guides/<slug:guide_slug>.<form:form>", api.guide, name="api_guide"),
    path("guides/<slug:guide_slug>/editions.<form:form>", api.editions, name="api_editions"),
    path("guides/<slug:guide_slug>/editions/<int:number>.<form:form>", api.edition, name="api_edition"),
    path("guides/<slug:guide_slug>/<slug:region_slug>.<form:form>", api.region, name="api_region"),
    path("schema/<slug:name>.json", api.schema, name="api_schema"),
    path("<path:rest>", api.nowhere),
]
