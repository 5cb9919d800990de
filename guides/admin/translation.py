"""Translators: what is out of date or missing in a language, the English beside it, and words that are published apart.

They write words only. A row is known by the English that it translates; whoever saved another one meanwhile is not
overwritten.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.document import cleaning, languages, po_format
from guides.document.languages import Language
from guides.document.translation import Key
from guides.document.types import DocumentError, Problem
from guides.editing import translating, wording
from guides.editing.refused import RefusedError
from guides.editing.translating import Listed
from guides.models import Guide, Translation, TranslationEdition
from guides.models.translation import Issue, by_key

ON_A_PAGE = 40
NAMED = 10  # texts that a message names
LARGEST_FILE = 2_000_000  # bytes
SHOWN: Mapping[str, Any] = {
    "open": gettext_lazy("Out of date or missing"),
    "new": gettext_lazy("Not published yet"),
    "done": gettext_lazy("Translated"),
    "all": gettext_lazy("All"),
}
PRESSES: Mapping[str, tuple[str, Callable[..., Any], Any]] = {
    "ask": ("change_translation", translating.ask, gettext_lazy("You asked somebody else to publish these words.")),
    "publish": (
        "publish_translation",
        translating.publish,
        gettext_lazy("Readers have these words within two seconds."),
    ),
}


@dataclass(frozen=True)
class Row:
    """A text on the page: what stands in its box, what stood there when it was shown, and what is wrong with it."""

    listed: Listed
    typed: str
    was: str
    fault: str = ""
    read: str | None = None  # what readers have instead; None: the same

    @property
    def name(self) -> str:
        return name_of(self.listed.entry.key)


def name_of(key: Key) -> str:
    """By which a text goes in a form."""
    return sha256("\x04".join(key).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Standing:
    """How far a language is: texts in all, out of date, missing; the last words that readers got."""

    language: Language
    count: int
    stale: int
    missing: int
    read_by: str
    issue: Issue | None
    asked_by: Any


@admin.register(Translation)
class TranslationAdmin(admin.ModelAdmin):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.list), name="guides_translation_changelist"),
            path("<int:pk>/<str:tag>/", view(self.words), name="guides_translation_words"),
            path("<int:pk>/<str:tag>/file/", view(self.file), name="guides_translation_file"),
            *(
                path(f"<int:pk>/<str:tag>/{what}/", view(self.press), {"what": what}, f"guides_translation_{what}")
                for what in PRESSES
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def list(self, request: HttpRequest) -> HttpResponse:
        """Every guide in every language: what is to do."""
        _require(request, "view_translation")
        documents = translating.documents_of_each(Guide.objects.all())
        kept = {(each.guide_id, each.language): each for each in Translation.objects.select_related("asked_by")}
        issues = TranslationEdition.objects.in_force()

        def standing(guide: Guide, language: Language) -> Standing:
            key = (guide.pk, language.tag)
            translation = kept.get(key) or Translation(guide=guide, language=language.tag)
            listed = translating.listing(translation, documents[guide])
            return _standing(language, translation, listed, issues.get((guide.slug, language.tag)))

        guides = [(guide, [standing(guide, each) for each in languages.TRANSLATED]) for guide in documents]
        return self._page(request, "list.html", {"guides": guides, "title": _("Translations")})

    def words(self, request: HttpRequest, pk: int, tag: str) -> HttpResponse:
        """The texts of a guide, with the words for each in one language."""
        _require(request, "view_translation")
        guide, language = _named(pk, tag)
        translation = translating.find(guide, tag)
        if request.method == "POST":
            _require(request, "change_translation")
            return self._save(request, translation, language)
        return self._words(request, translation, language, {})

    def _save(self, request: HttpRequest, translation: Translation, language: Language) -> HttpResponse:
        """Keep what is good; what is not stands in its box, with the reason."""
        with transaction.atomic():
            translation = Translation.objects.select_for_update().get(pk=translation.pk)
            changed, faults = _changed(request, translation)
            saved, refused = translating.write_what_is_good(translation, changed)
        faults |= {name_of(key): reason for key, reason in refused.items()}
        if saved:
            message = ngettext("%(number)s text was saved.", "%(number)s texts were saved.", saved)
            messages.success(request, message % {"number": saved})
            self.log_change(request, translation, message % {"number": saved})
        if not faults:
            return HttpResponseRedirect(request.get_full_path())
        return self._words(request, translating.find(translation.guide, language.tag), language, faults)

    def _words(
        self, request: HttpRequest, translation: Translation, language: Language, faults: Mapping[str, str]
    ) -> HttpResponse:
        listed = translating.listing(translation, translating.documents(translation.guide))
        latest = TranslationEdition.objects.latest_of(translation.guide, language.tag)
        read = by_key(latest.words) if latest else {}
        may_publish = request.user.has_perm("guides.publish_translation")
        usual = "new" if may_publish and translation.asked_by else "open"
        show = request.GET.get("show") if request.GET.get("show") in SHOWN else usual
        chosen = [each for each in listed if _is_wanted(each, show, read) or name_of(each.entry.key) in faults]
        page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
        context = {
            "original": translation,
            "rows": [_row(each, request.POST, faults, read) for each in page],
            "page": page,
            "seen": translating.shown(translation),
            "show": show,
            "ways": SHOWN.items(),
            "standing": _standing(language, translation, listed),
            "preview": f"/preview/{translation.guide.slug}/{language.slug}/",
            "may_write": request.user.has_perm("guides.change_translation"),
            "may_publish": may_publish,
            "is_said_otherwise": translation.written != (latest.written if latest else po_format.Written()),
            "title": _("%(guide)s in another language: %(language)s")
            % {"guide": translation.guide, "language": language.name},
            "faults": len(faults),
        }
        return self._page(request, "words.html", context, status=400 if faults else 200)

    def file(self, request: HttpRequest, pk: int, tag: str) -> HttpResponse:
        """GET: all texts as a PO file. POST: the words of one, all of them or none."""
        _require(request, "view_translation")
        guide, _language = _named(pk, tag)
        back = reverse("admin:guides_translation_words", args=[pk, tag])
        if request.method != "POST":
            try:
                text = po_format.with_shown(
                    translating.to_po(guide, tag), translating.shown(translating.find(guide, tag))
                )
            except RefusedError as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(back)
            response = HttpResponse(text, content_type="text/plain; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="{guide.slug}.{tag}.po"'
            return response
        _require(request, "change_translation")
        try:
            is_over = "over" in request.POST
            taken = translating.take_over(translating.find(guide, tag), _uploaded(request), is_over=is_over)
        except DocumentError as error:
            context = {"problems": error.problems, "back": back, "title": _("Nothing was taken over from the file")}
            return self._page(request, "refused.html", context, status=400)
        self._say_what_was_taken(request, *taken)
        return HttpResponseRedirect(back)

    def _say_what_was_taken(
        self, request: HttpRequest, translation: Translation, number: int, newer: Sequence[Key], strange: Sequence[Key]
    ) -> None:
        message = ngettext("%(number)s text was taken over.", "%(number)s texts were taken over.", number)
        messages.success(request, message % {"number": number})
        self.log_change(request, translation, message % {"number": number})
        if newer:
            message = ngettext(
                "%(number)s text has other words here, which may be newer than the file, and keeps them: %(texts)s. To "
                "have those of the file, tick the box beside it and take it over again.",
                "%(number)s texts have other words here, which may be newer than the file, and keep them: %(texts)s. "
                "To have those of the file, tick the box beside it and take it over again.",
                len(newer),
            )
            messages.warning(request, message % {"number": len(newer), "texts": _begun(newer)})
        if strange:
            message = ngettext(
                "%(number)s text is in no edition in force and no draft, and was left out: %(texts)s.",
                "%(number)s texts are in no edition in force and no draft, and were left out: %(texts)s.",
                len(strange),
            )
            messages.warning(request, message % {"number": len(strange), "texts": _begun(strange)})

    def press(self, request: HttpRequest, pk: int, tag: str, what: str) -> HttpResponse:
        """Ask somebody else to publish, or publish."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        permission, do, message = PRESSES[what]
        _require(request, permission)
        translation = translating.find(_named(pk, tag)[0], tag)
        try:
            do(translation, by=request.user, seen=request.POST.get("seen", ""))
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(message))
            self.log_change(request, translation, str(message))
        return HttpResponseRedirect(reverse("admin:guides_translation_words", args=[pk, tag]))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return render(request, f"admin/guides/translation/{template}", shared | context, status=status)


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(f"guides.{permission}"):
        raise PermissionDenied(_("Your login may not do that. An administrator adds you to the group Translators."))


def _named(pk: int, tag: str) -> tuple[Guide, Language]:
    language = languages.BY_TAG.get(tag)
    if language is None or language == languages.ENGLISH:
        raise Http404(_("There is no such language here."))
    return get_object_or_404(Guide, pk=pk), language


def _changed(request: HttpRequest, translation: Translation) -> tuple[dict[Key, str], dict[str, str]]:
    """The words that somebody changed, and the boxes whose words somebody else changed meanwhile."""
    changed, faults = {}, {}
    for each in translating.listing(translation, translating.documents(translation.guide)):
        name, now = name_of(each.entry.key), _words_of(each)
        typed = cleaning.clean(request.POST.get(f"words-{name}", now))[0]
        if typed == now or typed == request.POST.get(f"was-{name}"):
            continue
        if request.POST.get(f"was-{name}") != now:
            message = _("Somebody else has changed this to “%(now)s” meanwhile. Save again to put yours there.")
            faults[name] = message % {"now": now}
        else:
            changed[each.entry.key] = typed
    return changed, faults


def _words_of(listed: Listed) -> str:
    """Those of the English as it is now; what is out of date counts as none, and stands beside the box."""
    return "" if listed.is_stale else listed.words


def _is_wanted(listed: Listed, show: str | None, read: Mapping[Key, str]) -> bool:
    if show == "new":
        return _words_of(listed) != read.get(listed.entry.key, "")
    return show == "all" or (show == "done") == bool(_words_of(listed))


def _row(listed: Listed, typed: Mapping[str, Any], faults: Mapping[str, str], read: Mapping[Key, str]) -> Row:
    name, now, before = name_of(listed.entry.key), _words_of(listed), read.get(listed.entry.key, "")
    fault = faults.get(name, "")
    shown = str(typed.get(f"words-{name}", now)) if fault else now
    return Row(listed, shown, now, fault, None if before == now else before)


def _standing(
    language: Language, translation: Translation, listed: Sequence[Listed], issue: Issue | None = None
) -> Standing:
    return Standing(
        language,
        len(listed),
        sum(each.is_stale for each in listed),
        sum(not each.words for each in listed),
        translation.read_by,
        issue,
        translation.asked_by,
    )


def _begun(keys: Sequence[Key]) -> str:
    """The English of some texts, as far as it fits."""
    named = [_("“%(text)s”") % {"text": wording.shortened(english)} for _context, english in keys[:NAMED]]
    return wording.in_a_list([*named, "…"] if len(keys) > NAMED else named)


def _uploaded(request: HttpRequest) -> str:
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST_FILE:
        raise DocumentError([Problem("file", "", "", _("none was chosen, or it is larger than two megabytes"))])
    try:
        return str(file.read().decode())
    except UnicodeDecodeError:
        raise DocumentError([Problem("file", "", "", _("is no text in UTF-8"))]) from None
