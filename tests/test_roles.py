"""Who may do what at the desk: a visitor, a newcomer of the staff, an editor, an approver, and a superuser."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from guides.editing import workflow
from guides.models import Claim, Edition, Proposal, Report, Step, Team
from guides.rules import clock
from tests.support.admin_forms import DUE, Fields, confirm, place
from tests.support.editing import HOUR, ask, fresh, member, reword
from tests.support.pages import text, unescaped

PARTS = (
    *("region", "source", "authority", "step", "walkthrough", "claim", "label", "event", "rumour"),
    *("recourse", "purpose", "ground", "paragraph"),
)
PEOPLE = ("visitor", "newcomer", "editor", "approver", "superuser")
LOGIN, FORBIDDEN = "/admin/login/?next=", 403
NOT_YOURS = "You may edit and ask for a review, but not approve or publish."


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False


@pytest.fixture
def guide(guide):
    return reword(guide, "A new title")


@pytest.fixture
def people(guide):
    """A browser for each, signed in where somebody can."""
    User.objects.create_user("newcomer", is_staff=True)
    member("editor", "Editors")
    member("approver", "Approvers")
    User.objects.create_superuser("superuser")
    browsers = {name: Client(headers={"Sec-Fetch-Site": "same-origin"}) for name in PEOPLE}
    for name in PEOPLE[1:]:
        browsers[name].force_login(User.objects.get(username=name))
    return browsers


@pytest.fixture
def asker(db):
    """Somebody else who may publish, too."""
    return member("asker", "Approvers")


WORDS = {"view_translation", "change_translation", "view_translationedition"}


def may(name):
    permissions = Group.objects.get(name=name).permissions.all()
    assert {permission.content_type.app_label for permission in permissions} == {"guides"}
    return {permission.codename for permission in permissions}


def is_asked_to_sign_in(response):
    """Whoever sent a form without a session finds it on the page that says so."""
    return response.status_code == 403 and 'href="/admin/login/"' in unescaped(response)


def is_led_to_login(response, path):
    return (response.status_code, response["Location"]) == (302, LOGIN + path)


# --- the groups ------------------------------------------------------------------------------


def test_editors_edit_every_part_ask_answer_reports_and_see_editions_links_and_teams(db):
    edit = {f"{action}_{part}" for part in PARTS for action in ("view", "add", "change", "delete")}
    answer = {"view_report", "change_report"}
    look = {"view_guide", "change_guide", "view_edition", "view_linkcheck", "view_team"}
    assert may("Editors") == {*edit, *look, *answer, *WORDS}


def test_translators_write_words_and_look_at_guides(db):
    assert may("Translators") == {"view_guide", *WORDS}


def test_approvers_may_all_that_editors_may_and_add_and_publish_guides_and_delete_teams(db):
    assert may("Approvers") == {*may("Editors"), "add_guide", "publish_guide", "delete_team", "publish_translation"}


def test_nobody_else_gets_a_group_and_none_may_write_editions_or_handle_people(db):
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Approvers", "Translators"}
    for name in ("Editors", "Approvers", "Translators"):
        assert not {"add_edition", "change_edition", "delete_edition", "delete_guide", "change_user"} & may(name)


# --- pages -----------------------------------------------------------------------------------


def pages():
    """Every page of the desk that shows guidance, with who may open it (besides the superuser)."""
    both, approvers = {"editor", "approver"}, {"approver"}
    found = {"/admin/": {"newcomer", *both}, "/admin/guides/guide/add/": approvers}
    for model in (*PARTS, "guide", "edition", "linkcheck", "report", "team", "translation"):
        if model != "walkthrough":
            found[f"/admin/guides/{model}/"] = both
    for model in PARTS:
        if model != "walkthrough":
            found[f"/admin/guides/{model}/add/"] = both
    return found


def pages_of_rows(guide):
    both = {"editor", "approver"}
    rows = [guide, guide.steps.first(), guide.claims.first(), guide.regions.first(), guide.sources.first()]
    found = {place(row, page): both for row in rows for page in ("change", "history")}
    found |= {place(guide, "publish"): both, place(guide, "find"): both, DUE: both}
    found |= {place(guide.sources.first(), "rests"): both}
    found |= {place(row, "delete"): both for row in rows[1:3]}
    edition = Edition.objects.get()
    found |= {place(edition, page): both for page in ("change", "history", "compare")}
    return found


def test_each_page_of_the_desk_opens_for_those_who_may_and_for_nobody_else(people, guide):
    wrong = []
    for path, allowed in (pages() | pages_of_rows(guide)).items():
        if not is_led_to_login(people["visitor"].get(path), path):
            wrong.append(("visitor", path))
        for name in PEOPLE[1:]:
            expected = 200 if name in {*allowed, "superuser"} else FORBIDDEN
            if people[name].get(path).status_code != expected:
                wrong.append((name, path, people[name].get(path).status_code))
    assert wrong == []


@pytest.mark.parametrize("path", ["/admin/auth/user/", "/admin/auth/group/"])
def test_only_a_superuser_handles_people(people, path):
    found = {name: people[name].get(path).status_code for name in PEOPLE}
    assert found == {"visitor": 302, "newcomer": 403, "editor": 403, "approver": 403, "superuser": 200}


def test_what_is_refused_says_why(people, guide):
    for page, sentence in [
        ("publish", "You may look at guides, but not edit or publish them."),
        ("due", "You may look at guides, but not edit them."),
    ]:
        for send in (people["newcomer"].get, people["newcomer"].post):
            response = send(place(guide, page))
            assert response.status_code == 403
            assert sentence in unescaped(response)


def test_previews_open_for_those_who_may_see_drafts(people):
    path = "/preview/chatter/uk/"
    assert is_led_to_login(people["visitor"].get(path), path)
    found = {name: people[name].get(path).status_code for name in PEOPLE[1:]}
    assert found == {"newcomer": 403, "editor": 200, "approver": 200, "superuser": 200}
    assert "A preview is for staff." in unescaped(people["newcomer"].get(path))


# --- actions ---------------------------------------------------------------------------------

FORMS = {
    "ask": {"note": "Clearer words.", "size": "medium"},
    "approve": {},
    "publish": {},
    "schedule": {"at_0": "2027-01-01", "at_1": "12:00"},
    "send_back": {"why": "Too long."},
    "withdraw": {},
    "restore": {},
}
STARTS = {
    "ask": None,
    "approve": "in_review",
    "send_back": "in_review",
    "withdraw": "in_review",
    "restore": "withdrawn",
}
DONE = {
    "ask": "You have asked for a review.",
    "approve": "Approved.",
    "publish": "Edition 2 is published.",
    "schedule": "Scheduled.",
    "send_back": "Sent back.",
    "withdraw": "Withdrawn.",
    "restore": "What was in the draft until now is kept below.",
}
FOR_APPROVERS = {"approve", "publish", "schedule", "send_back"}


def start(action, guide, asker):
    """A proposal with which this action can begin; asked for by somebody else."""
    state = STARTS.get(action, "approved")
    if state is None:
        return None
    proposal = ask(guide, asker)
    if state == "approved":
        workflow.approve(proposal, by=User.objects.get(username="superuser"))
    if state == "withdrawn":
        workflow.withdraw(proposal, by=asker)
        reword(guide, "Another title")
    return proposal


def press(browser, guide, action, proposal, **fields):
    data = {"action": action, "proposal": proposal.pk if proposal else "", **FORMS[action], **fields}
    return browser.post(place(guide, "publish"), data, follow=True)


def doers(action):
    return ("approver", "superuser") if action in FOR_APPROVERS else ("editor", "approver", "superuser")


@pytest.mark.parametrize(("action", "name"), [(action, name) for action in FORMS for name in doers(action)])
def test_each_action_is_done_for_those_who_may(action, name, people, guide, asker):
    response = press(people[name], guide, action, start(action, guide, asker))
    assert response.status_code == 200
    assert DONE[action] in unescaped(response)


@pytest.mark.parametrize("action", FORMS)
def test_each_action_is_refused_with_a_sentence_to_all_others(action, people, guide, asker):
    proposal = start(action, guide, asker)
    before = (list(Proposal.objects.values()), Edition.objects.count(), Step.objects.first().title)
    for name in set(PEOPLE) - set(doers(action)):
        response = press(people[name], guide, action, proposal)
        assert (list(Proposal.objects.values()), Edition.objects.count(), Step.objects.first().title) == before
        if name == "visitor":
            assert is_asked_to_sign_in(response)
        if name == "newcomer":
            assert response.status_code == 403
            assert "You may look at guides, but not edit or publish them." in unescaped(response)
        if name == "editor":
            assert response.status_code == 200
            assert NOT_YOURS in unescaped(response)


def test_who_asked_is_told_that_somebody_else_must_approve(people, guide):
    press(people["approver"], guide, "ask", None)
    response = press(people["approver"], guide, "approve", Proposal.objects.get())
    assert "You asked for this review, so somebody else must approve it." in unescaped(response)
    assert Proposal.objects.get().state == "in_review"
    assert "Approved." in unescaped(press(people["superuser"], guide, "approve", Proposal.objects.get()))


@pytest.mark.parametrize("name", ["editor", "approver", "superuser"])
def test_where_two_must_agree_nobody_publishes_alone(name, people, guide):
    response = people[name].post(place(guide, "publish"), {"action": "publish_now", "note": "Mine."})
    assert "On this site somebody else must approve first. Ask for a review." in unescaped(response)
    assert (Edition.objects.count(), Proposal.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("name", "status"),
    [("visitor", 403), ("newcomer", 403), ("editor", 403), ("approver", 302), ("superuser", 302)],
)
def test_where_one_may_decide_only_who_may_publish_does(name, status, people, guide, settings):
    settings.ONE_EDITOR = True
    response = people[name].post(place(guide, "publish"), {"action": "publish_now", "note": "Mine."})
    assert response.status_code == status
    assert Edition.objects.count() == 1 + (name in ("approver", "superuser"))
    if name == "editor":
        assert "You may edit and preview, but not publish. Ask somebody who may." in unescaped(response)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_publish_goes_back_to_an_edition(name, people, guide):
    first = Edition.objects.get()
    path = place(first, "revert")
    response = people[name].post(path, {"why": "It was right."})
    if name in ("approver", "superuser"):
        assert (response.status_code, response["Location"]) == (302, place(guide, "publish"))
        assert "Edition 2 repeats edition 1." in unescaped(people[name].get(place(guide, "publish")))
        assert Edition.objects.get(number=2).note == "It was right."
        return
    assert Edition.objects.count() == 1
    assert drafts_title() == "A new title"
    if name == "visitor":
        assert is_asked_to_sign_in(response)
    if name == "editor":
        assert NOT_YOURS in unescaped(people[name].get(place(first)))
    assert people["newcomer"].get(place(first)).status_code == 403


def drafts_title():
    return Step.objects.get(slug="switch-off").title


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_edit_confirms_a_statement(name, people, guide):
    claim = Claim.objects.first()
    if name in ("editor", "approver", "superuser"):
        confirm(people[name], claim)
        claim.refresh_from_db()
        assert claim.checked_by.username == name
        return
    response = people[name].post(DUE, {"statement": f"claim-{claim.pk}"})
    claim.refresh_from_db()
    assert claim.checked_by is None
    assert is_asked_to_sign_in(response) if name == "visitor" else response.status_code == 403


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_edit_saves_moves_and_deletes(name, people, guide):
    step = guide.steps.get(slug="tidy-up")
    seen = Fields(text(people["superuser"].get(place(step, "delete")))).data
    answers = [
        people[name].post(place(step), {"title": "Mine"}).status_code,
        people[name].post(place(step, "move", "up")).status_code,
        people[name].post(place(step, "delete"), seen).status_code,
    ]
    expected = {"visitor": [403] * 3, "newcomer": [403] * 3}
    assert answers == expected.get(name, [200, 302, 302])
    assert Step.objects.filter(pk=step.pk).exists() == (name in expected)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_publish_deletes_a_team_and_nobody_changes_one(name, people, guide):
    team, _secret = Team.objects.make(guide.slug, "uk", "Finance")
    assert people[name].post(place(team), {"name": "Mine"}).status_code == 403
    assert people[name].get("/admin/guides/team/add/").status_code == (302 if name == "visitor" else 403)
    is_allowed = name in ("approver", "superuser")
    assert people[name].post(place(team, "delete"), {"post": "yes"}).status_code == (302 if is_allowed else 403)
    assert Team.objects.exists() != is_allowed


@pytest.mark.parametrize("name", PEOPLE)
def test_only_who_may_edit_answers_what_readers_report(name, people, guide):
    said = {"region": "uk", "step": "switch-off", "device": "phone", "reported_on": clock.today()}
    report = Report.objects.create(guide=guide, edition=1, **said)
    path = "/admin/guides/report/"
    response = people[name].post(path, {"report": report.pk, "answer": "still_true"})
    report.refresh_from_db()
    if name in ("editor", "approver", "superuser"):
        assert (response.status_code, report.state, report.answered_by.username) == (302, "still_true", name)
        return
    assert (report.state, report.answered_by) == ("open", None)
    assert is_asked_to_sign_in(response) if name == "visitor" else response.status_code == 403
    for page in (f"{path}add/", place(report), place(report, "delete")):
        assert people["superuser"].get(page).status_code == 404


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_deletes_a_published_guide_or_touches_an_edition(name, people, guide):
    edition = Edition.objects.get()
    for row in (guide, edition):
        assert people[name].post(place(row, "delete"), {"post": "yes"}).status_code == 403
    assert people[name].post(place(edition), {"note": "Forged"}).status_code == 403
    assert Edition.objects.get().note == "The first."


def test_what_waits_for_its_hour_is_taken_back_by_who_may_publish_only(people, guide, asker):
    proposal = ask(guide, asker)
    workflow.approve(proposal, by=User.objects.get(username="superuser"))
    workflow.schedule(proposal, by=asker, at=timezone.now() + HOUR)
    for name, action in [("editor", "send_back"), ("editor", "withdraw"), ("approver", "withdraw")]:
        press(people[name], guide, action, proposal)
        assert Proposal.objects.get().state == "scheduled"
    press(people["approver"], guide, "send_back", proposal)
    assert Proposal.objects.get().state == "sent_back"
    assert fresh(guide).steps.get(slug="switch-off").title == "A new title"
