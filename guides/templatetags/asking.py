"""Template tags for steps that ask something: the links that answer, and the answers in words."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django import template

from guides.document.types import Answer, Step
from guides.templatetags.guidance import in_a_list

register = template.Library()


@register.simple_tag(takes_context=True)
def answer_link(context: Any, step: Step, answer: Answer) -> str:
    """The address of this page with that answer, and with the device and the other answers there are."""
    device = context["checklist"].device
    parameters = {"device": device} if device else {}
    return f"?{urlencode({**parameters, **context['carried'], step.slug: answer.slug})}#step-{step.slug}"


@register.filter
def answer_names(step: Step, answers: Collection[str]) -> str:
    """These answers to the question of the step, in its words."""
    offered = step.question.answers if step.question else ()
    return in_a_list(answer.label for answer in offered if answer.slug in answers)
