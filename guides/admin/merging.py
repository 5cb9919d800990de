"""Merges what one editor sent with what others have saved since.

A field that only one of them changed gets that change. If both did, what was sent stays, and all versions are shown.
Nothing is saved here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from guides.admin import seen
from guides.editing import wording

Sent = dict[str, list[str]]  # the fields of one form as they were sent, without the form's prefix
NO_WORDS = {"id", "seen", "DELETE"}


@dataclass(frozen=True)
class Told:
    """One change by others. `name`: the form field, if both changed it, with `mine` as what was sent."""

    about: str
    what: str
    was: str = ""
    now: str = ""
    mine: str = ""
    name: str = ""
    is_row: bool = False  # the texts are all that a row says, and not those of one field


@dataclass
class Merged:
    """`taken_over`: what only others changed, and the form now shows. `collisions`: what both changed."""

    taken_over: list[Told] = field(default_factory=list)
    collisions: list[Told] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.taken_over or self.collisions)


def merge(data: QueryDict, form: forms.ModelForm, formsets: Iterable[Any]) -> Merged:
    """Merge into the sent data, as described above. `form` and `formsets` hold the unmodified current rows."""
    merged = Merged()
    _merge_form(data, form, "", merged)
    for formset in formsets:
        _merge_rows(data, formset, merged)
    return merged


def take_theirs(data: QueryDict, form: forms.ModelForm, formsets: Iterable[Any]) -> None:
    """Use the others' version wherever both changed something: the page names these places in `_collided`."""
    names = set(data.getlist("_collided"))
    _take_fields(data, form, names)
    for formset in formsets:
        now, sent = _by_pk(formset), _sent(data, formset.prefix)
        for number, fields in enumerate(sent):
            if row := now.get(_pk(fields)):
                row.prefix = f"{formset.prefix}-{number}"
                _take_fields(data, row, names)
        sent = _sent(data, formset.prefix)
        _write(
            data,
            formset.prefix,
            [each for number, each in enumerate(sent) if f"{formset.prefix}-{number}" not in names],
        )


def as_new(data: QueryDict, prefix: str, owner: str) -> None:
    """Turn the sent rows, whose owner was deleted, into rows of a new owner."""
    unsent = {*NO_WORDS, owner}
    sent = [fields for fields in _sent(data, prefix) if not _is_ticked(fields)]
    _write(data, prefix, [{name: value for name, value in fields.items() if name not in unsent} for fields in sent])


def _take_fields(data: QueryDict, form: forms.ModelForm, names: set[str]) -> None:
    for name, values in {**seen.shown(form), "DELETE": []}.items():
        if form.add_prefix(name) in names:
            data.setlist(form.add_prefix(name), values)


# --- one form -----------------------------------------------------------------------------------


def _merge_form(data: QueryDict, form: forms.ModelForm, about: str, merged: Merged) -> None:
    told, current = seen.read(data.get(form.add_prefix("seen"), "")), seen.shown(form)
    for name in [name for name in current if name not in NO_WORDS]:
        sent_as, now = form.add_prefix(name), current[name]
        mine = seen.as_sent(data.getlist(sent_as))
        was = told.values.get(name, []) if told else now
        is_theirs = now != was or told is None
        if not is_theirs or mine == now:
            continue
        texts = [seen.in_words(form, name, values) for values in (was, now, mine)]
        if mine != was or told is None:
            merged.collisions.append(Told(about, _label(form, name), texts[0], texts[1], texts[2], name=sent_as))
        else:
            data.setlist(sent_as, now)
            merged.taken_over.append(Told(about, _label(form, name), texts[0], texts[1]))
    data[form.add_prefix("seen")] = seen.token(form)


def _label(form: forms.BaseForm, name: str) -> str:
    return str(form[name].label)


# --- the rows that stand on the page of another ---------------------------------------------------


def _merge_rows(data: QueryDict, formset: Any, merged: Merged) -> None:
    now, sent = _by_pk(formset), _sent(data, formset.prefix)
    kept = [(now.pop(_pk(fields)), fields) for fields in sent if _pk(fields) in now]
    new = [fields for fields in sent if not _pk(fields)]
    gone = [fields for fields in sent if _pk(fields) and fields not in [each for _row, each in kept]]
    touched = [fields for fields in gone if _is_touched(formset, fields)]
    merged.taken_over += [
        _deleted(formset, fields) for fields in gone if fields not in touched and not _is_ticked(fields)
    ]
    for row in now.values():
        merged.taken_over.append(Told(_about(row), _("was added"), now=_words(row, seen.shown(row)), is_row=True))
        kept.append((row, {**seen.shown(row), "id": [str(row.instance.pk)], "seen": [seen.token(row)]}))
    again = [{name: values for name, values in fields.items() if name not in NO_WORDS} for fields in touched]
    _write(data, formset.prefix, [*(fields for _row, fields in kept), *new, *again])
    for number, (row, fields) in enumerate(kept):
        row.prefix = f"{formset.prefix}-{number}"
        _merge_row(data, row, is_ticked=_is_ticked(fields), merged=merged)
    for number, fields in enumerate(touched, start=len(kept) + len(new)):
        merged.collisions.append(_deleted(formset, fields, name=f"{formset.prefix}-{number}"))


def _merge_row(data: QueryDict, row: forms.ModelForm, *, is_ticked: bool, merged: Merged) -> None:
    own = Merged()
    _merge_form(data, row, _about(row), own)
    merged.taken_over += own.taken_over
    merged.collisions += own.collisions
    if own and is_ticked:
        mine, name = _("to be deleted"), row.add_prefix("DELETE")
        merged.collisions.append(Told(_about(row), _("was changed"), mine=mine, name=name))


def _deleted(formset: Any, fields: Sent, name: str = "") -> Told:
    """A deleted row with its contents; `name`: the user changed it, so it is kept as a new row."""
    form, was = formset.empty_form, _seen_in(fields)
    about = f"{wording.kind_name('walkthrough')} “{seen.in_words(form, 'devices', was.get('devices', []))}”"
    mine = _words(form, {each: seen.as_sent(values) for each, values in fields.items()}) if name else ""
    return Told(about, _("was deleted"), was=_words(form, was), mine=mine, name=name, is_row=True)


def _is_touched(formset: Any, fields: Sent) -> bool:
    was, names = _seen_in(fields), _visible(formset.empty_form)
    return not _is_ticked(fields) and any(seen.as_sent(fields.get(name, [])) != was.get(name, []) for name in names)


def _is_ticked(fields: Sent) -> bool:
    """Whether it is marked for deletion."""
    return any(fields.get("DELETE", []))


def _seen_in(fields: Sent) -> seen.Values:
    told = seen.read("".join(fields.get("seen", [])))
    return told.values if told else {}


def _visible(form: forms.BaseForm) -> list[str]:
    return [name for name in form.fields if not form[name].is_hidden and name not in NO_WORDS]


def _words(form: forms.BaseForm, values: seen.Values) -> str:
    """All that a row says, with the names of its fields."""
    fields = [(name, seen.in_words(form, name, values[name])) for name in _visible(form) if values.get(name)]
    return "\n".join(f"{_label(form, name)}: {words}" for name, words in fields)


def _about(form: forms.ModelForm) -> str:
    return wording.about(str(form.instance._meta.model_name), form.instance)


def _by_pk(formset: Any) -> dict[str, Any]:
    return {str(form.instance.pk): form for form in formset.initial_forms}


def _pk(fields: Sent) -> str:
    return "".join(fields.get("id", []))


def _sent(data: QueryDict, prefix: str) -> list[Sent]:
    """The sent forms of a formset, in order."""
    sent: dict[int, Sent] = {}
    for key in data:
        if found := re.fullmatch(rf"{prefix}-(\d{{1,4}})-(\w+)", key):
            sent.setdefault(int(found[1]), {})[found[2]] = data.getlist(key)
    return [sent[number] for number in sorted(sent)]


def _write(data: QueryDict, prefix: str, sent: list[Sent]) -> None:
    """Renumber the forms; those with an existing row come first, as a formset requires."""
    for key in [key for key in data if re.fullmatch(rf"{prefix}-\d+-\w+", key)]:
        del data[key]
    for number, fields in enumerate(sent):
        for name, values in fields.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(sent))
    data[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(_pk(fields)) for fields in sent))
