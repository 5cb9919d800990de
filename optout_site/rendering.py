"""Templates as Django has them; what they make says which of its words are in another language than the page."""

from typing import Any

from django.template.backends import django as backend
from django.utils.safestring import SafeString, mark_safe

from guides.document.translation import with_languages


class Template(backend.Template):
    def render(self, context: Any = None, request: Any = None) -> SafeString:
        return mark_safe(with_languages(super().render(context, request)))  # noqa: S308 (the template has escaped it)


class Templates(backend.DjangoTemplates):
    def from_string(self, template_code: str) -> Template:
        return Template(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> Template:
        return Template(super().get_template(template_name).template, self)
