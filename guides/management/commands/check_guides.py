"""Report what in the guides needs an editor: missing parts, overdue checks and dead links."""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from guides.document import links
from guides.document.completeness import gaps, untruths
from guides.document.types import DocumentError, Evidence, Problem
from guides.document.types import Guide as Document
from guides.editing import drafts, publishing
from guides.models import Edition, Guide, LinkCheck
from guides.rules import clock, link_checker

NEEDS_AN_EDITOR = 1
CANNOT_TELL = 2
LONGEST_PAUSE = 600

# Hosts that turn robots away say nothing about their pages, and will say it every time.
NEEDS_NOBODY = frozenset({"ok", "refused"})


@dataclass(frozen=True)
class Checked:
    """One guide to check. An invalid draft has no document."""

    name: str
    missing: list[Problem]
    document: Document | None

    @cached_property
    def links(self) -> dict[str, list[str]]:
        return links.addresses(self.document) if self.document else {}

    def overdue(self) -> list[str]:
        """Statements whose check is overdue; those never checked count as missing."""
        today = clock.today()
        return [
            f"{place}: since {part.due_on}"
            for place, part in (links.places(self.document) if self.document else ())
            if isinstance(part, Evidence) and part.due_on is not None and part.is_overdue(today)
        ]


class Command(BaseCommand):
    help = (
        "Check the guides that visitors read (or the drafts) for missing parts, overdue checks, and links that are "
        "dead, have moved or were never checked. Exit code 0: all is well; 1: something needs an editor; 2: the check "
        "failed."
    )
    stealth_options = ("looker",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("guides", nargs="*", metavar="GUIDE", help="short names; none: every guide")
        parser.add_argument("--draft", action="store_true", help="the drafts instead of the editions in force")
        parser.add_argument("--links", action="store_true", help="check the links now, and keep the results")
        pause = "between two requests to the same host (default: %(default)s)"
        parser.add_argument("--pause", type=seconds, default=link_checker.PAUSE, metavar="SECONDS", help=pause)
        most = "with --links, check only N links: those checked longest ago, or never"
        parser.add_argument("--most", type=number, metavar="N", help=most)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            needs_an_editor = self._check(**options)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {error}", returncode=CANNOT_TELL) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped. The results so far are kept.", returncode=CANNOT_TELL) from None
        if needs_an_editor:
            sys.exit(NEEDS_AN_EDITOR)

    def _check(self, **options: Any) -> bool:
        checked = read(options["guides"], is_draft=options["draft"])
        if options["links"]:
            looker = options.get("looker") or link_checker.Looker(agent(), pause=options["pause"])
            self._look(longest_ago(checked)[: options["most"]], looker, is_quiet=options["verbosity"] == 0)
        needing = [self._report(each) for each in checked]
        return any(needing)

    def _look(self, addresses: list[str], looker: link_checker.Looker, *, is_quiet: bool) -> None:
        """Keep each finding at once, but those for which our own network may be to blame only once it is not."""
        waiting, unsure, is_online = link_checker.in_turn(addresses), [], False
        for count, address in enumerate(waiting):
            if looker.is_late:
                self._say(f"Time is up; {len(waiting) - count} links wait for the next time.", is_quiet=is_quiet)
                break
            self._say(f"{count + 1} of {len(waiting)}, {link_checker.host_of(address)}", is_quiet=is_quiet)
            finding = looker.look(address)
            if finding.may_be_ours:
                unsure.append(finding)
            else:
                LinkCheck.objects.keep(finding)
                is_online = is_online or finding.outcome != "not_allowed"
        self._keep_unsure(unsure, is_online=is_online)

    def _keep_unsure(self, unsure: list[link_checker.Finding], *, is_online: bool) -> None:
        if unsure and not is_online:
            raise CommandError(
                "No host could be reached. Check the network connection. No results were kept.", returncode=CANNOT_TELL
            )
        for finding in unsure:
            LinkCheck.objects.keep(finding)
        LinkCheck.objects.forget_old()

    def _say(self, line: str, *, is_quiet: bool) -> None:
        if not is_quiet:
            self.stderr.write(line, self.style.NOTICE)

    def _report(self, checked: Checked) -> bool:
        """Print what there is to say about one guide; whether any of it needs an editor."""
        checks = LinkCheck.objects.found_at(checked.links)
        sections = {
            "missing": [str(problem) for problem in checked.missing],
            "overdue for a check": checked.overdue(),
            "links to fix": to_mend(checked.links, checks),
        }
        self.stdout.write(checked.name)
        for title, lines in sections.items():
            self.stdout.write(f"  {title}: {len(lines) or 'nothing'}")
            for line in lines:
                self.stdout.write(f"    {line}")
        self.stdout.write(f"  {summary(checked.links, checks)}")
        return any(sections.values()) or len(checks) < len(checked.links)


def read(slugs: list[str], *, is_draft: bool) -> list[Checked]:
    """The guides to look through, as visitors or as editors read them. Raises CommandError where there is none."""
    guides = Guide.objects.in_bulk(field_name="slug")
    numbers = {slug: number for slug, (number, _) in Edition.objects.in_force().items()}
    chosen = slugs or sorted(guides if is_draft else numbers)
    for slug in chosen:
        if slug not in guides:
            raise CommandError(f"There is no guide “{slug}”.", returncode=CANNOT_TELL)
        if not is_draft and slug not in numbers:
            raise CommandError(f"“{slug}” has no edition yet; --draft checks its draft.", returncode=CANNOT_TELL)
    if not chosen:
        raise CommandError("There is no guide to check.", returncode=CANNOT_TELL)
    return [drafted(guides[slug]) if is_draft else edition(slug, numbers[slug]) for slug in chosen]


def edition(slug: str, number: int) -> Checked:
    try:
        document = Edition.objects.get(guide__slug=slug, number=number).to_guide()
    except DocumentError as error:
        raise CommandError(f"Edition {number} of “{slug}” cannot be read:\n{error}", returncode=CANNOT_TELL) from None
    return Checked(f"{slug}, edition {number}", [*gaps(document), *untruths(document, clock.today())], document)


def drafted(guide: Guide) -> Checked:
    draft = drafts.read(guide)
    missing = publishing.missing(draft, Edition.objects.latest_of(guide))
    return Checked(f"{guide.slug}, draft", missing, draft.document)


def longest_ago(checked: list[Checked]) -> list[str]:
    """Every URL once: first those never checked, then the least recently checked."""
    addresses = list(dict.fromkeys(address for each in checked for address in each.links))
    checks = LinkCheck.objects.found_at(addresses)
    known = sorted(checks, key=lambda address: checks[address].checked_at)
    return [address for address in addresses if address not in checks] + known


def to_mend(used: Mapping[str, list[str]], checks: Mapping[str, LinkCheck]) -> list[str]:
    return [
        f"{check.get_outcome_display()}: {address} ({check.reason}; {check.checked_at:%Y-%m-%d}) in {'; '.join(users)}"
        for address, users in used.items()
        if (check := checks.get(address)) and check.outcome not in NEEDS_NOBODY
    ]


def summary(used: Mapping[str, list[str]], checks: Mapping[str, LinkCheck]) -> str:
    """How many links there are, what was found at them, and when."""
    names = dict(LinkCheck.Outcome.choices) | {"": "never checked (use --links)"}
    counts = Counter(checks[address].outcome if address in checks else "" for address in used)
    words = [f"{counts[outcome]} {name}" for outcome, name in names.items() if counts[outcome]]
    days = sorted({f"{check.checked_at:%Y-%m-%d}" for check in checks.values()})
    between = f"; checked on {days[0]}" if len(days) == 1 else f"; checked from {days[0]} to {days[-1]}" if days else ""
    return f"{len(used)} links{': ' if words else ''}{', '.join(words)}{between}"


def agent() -> str:
    """Who asks, and where somebody who minds can find us."""
    return f"SwitchedOff-LinkCheck (+{settings.SITE_URL})"


def seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= LONGEST_PAUSE:
        raise argparse.ArgumentTypeError(f"must lie between 0 and {LONGEST_PAUSE}")
    return value


def number(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
