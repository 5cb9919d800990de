"""What the objections that ship with the site say, and what no text of ours may say about the law."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from guides.checklist import objection
from guides.checklist.objection import Answers
from guides.document.letters import WISHES
from guides.document.markup import to_text
from guides.document.yaml_format import from_yaml, to_data

GUIDE = from_yaml((Path(__file__).parent.parent / "guides" / "content" / "linkedin.yaml").read_text(encoding="utf-8"))
SIDES = {"said", "disagreement"}  # what others say, told as theirs
NO_WORDS_OF_OURS = {
    "slug",
    "url",
    "email",
    "sources",
    "publisher",
    "name",
    "words",
    "title",
    "dated",
    "certainty",
    *SIDES,
}

WITH_A_RIGHT = {
    ("eu", ""): ("objection", "Article 21(1) GDPR", "LinkedIn Ireland Unlimited Company"),
    ("uk", ""): ("objection", "Article 21 UK GDPR", "LinkedIn Corporation"),
    ("ch", ""): ("prohibition", "Article 30(2)(b) and (3) FADP", "LinkedIn Ireland Unlimited Company"),
    ("ca", ""): ("withdrawal", "Principle 4.3.8, Schedule 1, PIPEDA", "LinkedIn Corporation"),
    ("ca", "CA-QC"): ("withdrawal", "Principle 4.3.8, Schedule 1, PIPEDA", "LinkedIn Corporation"),
    ("world", "KR"): ("suspension", "Article 37 PIPA", "LinkedIn Corporation"),
    ("world", "BR"): ("breach", "Article 18, § 2, LGPD", "LinkedIn Corporation"),
}
WITHOUT = [("us", ""), ("us", "US-CA"), ("hk", ""), ("world", ""), ("world", "JP"), ("world", "AU"), ("world", "IN")]
EVERYWHERE = [*WITH_A_RIGHT, *WITHOUT]

# A false statement, sentences that make it, and true ones beside it that say something else.
FALSE = {
    "training without consent is illegal": (
        r"\b(is|are|was|be) (illegal|unlawful|against the law|forbidden by law)\b|\bwithout (my|your) consent\b",
        ["This training is illegal.", "You train on my data without my consent."],
        ["No authority has called its training unlawful.", "I withdraw any consent."],
    ),
    "the models must forget": (
        r"\b(must|have to|has to|shall) (remove|delete|erase|take)\b[^.]*\bmodels?\b"
        r"|\b(remove|delete|erase) (my|your) data from\b",
        ["You must remove my data from the models already trained.", "Please delete my data from your models."],
        ["Please tell me what you can do about existing training sets and models."],
    ),
    "the right is absolute": (
        r"\b(right|objection)\b[^.]*\b(is|are) (absolute|unconditional)\b"
        r"|\bmust always (stop|accept)\b|\bcannot refuse\b",
        ["My right is absolute.", "LinkedIn cannot refuse."],
        ["Against AI training it is Article 21(1).", "LinkedIn may refuse if it has compelling grounds."],
    ),
    "it is direct marketing": (
        r"\bobject[^.]*Article 21\(2\)|\bmy[^.]*Article 21\([23]\)",
        ["I object under Article 21(2) GDPR."],
        ["Only against direct marketing, which is Article 21(2) of the GDPR."],
    ),
    "silence has a price": (
        r"\bsilence (is|means|counts as)\b(?! neither)|\byou (will )?(have accepted|have agreed|owe me)\b"
        r"|\b(answer|reply)( me)? within (30|thirty) days\b",
        ["Your silence means yes.", "Then you owe me money.", "Please answer within 30 days."],
        ["As we read it, silence is neither a yes nor a no.", "Acknowledge it within 30 days."],
    ),
    "the GDPR follows the passport": (
        r"\b(because|since|as) (I am|you are) an? (EU |European )?(citizen|national|European)\b"
        r"|\bGDPR (protects|applies to) (me|you)\b",
        ["The GDPR protects me.", "because you are an EU citizen"],
        ["What counts is where you are, not your passport."],
    ),
    "private messages are used": (
        r"\b(use|uses|used|train|trains)\b[^.]*\b(my|your) (private messages|inbox|InMail)\b",
        ["You train on my private messages."],
        ["Private messages, InMail included.", "Messages in groups are used."],
    ),
    "one can object for others": (
        r"\bobject (for|on behalf of) (my|our|your|the) (team|staff|employees|adult|late|father|mother)\b",
        ["I object for my team.", "I object on behalf of my late father."],
        ["A company cannot object for its staff.", "A parent can write for a child under 18, but not for an adult."],
    ),
    "the board fines": (
        r"\b(EDPB|EDPS|European Data Protection (Board|Supervisor)|Board)\b"
        r"[^.]*\b(will|can|may|must) (fine|punish|decide)\b",
        ["The EDPB will fine you."],
        ["The Board takes no complaints.", "The European Data Protection Board itself takes no complaints."],
    ),
    "there is a last day": (
        r"\b(deadline|time limit)\b[^.]*\b(has passed|passed on|expired|was 3 November)\b"
        r"|\btoo late to (object|write)\b",
        ["The deadline was 3 November 2025.", "It is too late to object."],
        ["There is no deadline."],
    ),
    "a post revokes the licence": (
        r"\bI (hereby )?(revoke|withdraw|cancel|terminate)\b[^.]*\blicen[cs]e\b|\b(with|by) this post\b",
        ["I hereby revoke your licence.", "By this post I object."],
        ["Deleting a post ends it for that post, with exceptions."],
    ),
    "a fine for AI": (
        r"\bfined\b[^.]*\bfor (the |this |its )?(AI|training)\b|\b310 million\b(?![^.]*(advertising|behavioural))",
        ["LinkedIn was fined for AI.", "It was fined €310 million."],
        ["The DPC fined LinkedIn €310 million for its use of data for advertising and behavioural analysis."],
    ),
}  # fmt: skip
PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, (pattern, _, _) in FALSE.items()}


def worded(data, key=""):
    """Every text of the guide that is ours to word, without its markup."""
    if isinstance(data, dict):
        return [text for name, value in data.items() if name not in NO_WORDS_OF_OURS for text in worded(value, name)]
    if isinstance(data, list):
        return [text for value in data for text in worded(value, key)]
    return [to_text(data)] if isinstance(data, str) else []


def composed(region, place, **more):
    """The texts for somebody there who asks for everything and says everything."""
    answers = Answers(
        purposes=tuple(purpose.slug for purpose in GUIDE.purposes),
        wishes=frozenset(WISHES),
        reason="I have a reason.",
        name="A. Reader",
        profile="https://www.linkedin.com/in/reader",
        email="reader@example.org",
        links="https://www.linkedin.com/posts/one",
        sent_on="30 November 2026",
        answer_due="30 December 2026",
    )
    return objection.compose(GUIDE, region, place, replace(answers, **more))


# --- what is false ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", FALSE)
def test_a_false_statement_would_be_noticed_and_a_true_one_is_left_alone(name):
    _, false, true = FALSE[name]
    assert [sentence for sentence in false if not PATTERNS[name].search(sentence)] == []
    assert [sentence for sentence in true if PATTERNS[name].search(sentence)] == []


@pytest.mark.parametrize("name", FALSE)
def test_no_text_of_ours_says_what_is_false_about_the_law(name):
    texts = worded(to_data(GUIDE))
    assert len(texts) > 500
    assert [text for text in texts if PATTERNS[name].search(text)] == []


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
@pytest.mark.parametrize("account", ["with", "without"])
def test_no_composed_text_says_what_is_false_about_the_law(region, place, account):
    texts = composed(region, place, account=account)
    assert [(piece, name) for piece, text in texts.items() for name in FALSE if PATTERNS[name].search(text)] == []


def test_each_false_statement_is_among_the_common_claims():
    told = {rumour.slug for rumour in GUIDE.rumours if rumour.verdict == "wrong"}
    assert told >= {
        *("law-consent", "law-trained-models", "law-absolute", "law-silence", "law-passport", "private-messages"),
        *("law-withdraw", "law-for-others", "law-board", "deadline", "law-post", "fined"),
    }


# --- who gets what ---------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "place"), EVERYWHERE)
def test_every_place_has_an_honest_answer(region, place):
    recourse = objection.recourse_for(GUIDE, region, place)
    assert recourse is not None
    assert recourse.places == ((place,) if place else ())
    assert (recourse.kind == "none") == ((region, place) in WITHOUT)
    assert not recourse.to_check


@pytest.mark.parametrize(("region", "place"), WITHOUT)
def test_where_there_is_no_right_there_is_no_letter_and_no_article(region, place):
    recourse = objection.recourse_for(GUIDE, region, place)
    assert composed(region, place) == {}
    assert (recourse.law, recourse.controller, recourse.form_url) == (None, None, None)
    assert recourse.instead


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
@pytest.mark.parametrize("account", ["with", "without"])
def test_each_text_names_who_is_responsible_and_the_letter_the_article(region, place, account):
    _, law, controller = WITH_A_RIGHT[region, place]
    texts = composed(region, place, account=account)
    assert list(texts) == ["form", "letter", "reminder", "complaint"]
    assert [piece for piece, text in texts.items() if controller not in text or law not in text] == []
    assert [piece for piece, text in texts.items() if re.search(r"[{}\[\]]", text)] == []


LAWS = {
    "eu": r"(?<!UK )\bGDPR\b",
    "uk": r"\bUK GDPR\b|Data Protection Act 2018",
    "ch": r"\bFADP\b",
    "ca": r"\bPIPEDA\b",
    "KR": r"\bPIPA\b",
    "BR": r"\bLGPD\b",
}


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
def test_no_text_names_the_law_of_another_place(region, place):
    text = "\n".join(composed(region, place).values())
    home = place if place in LAWS else region
    assert [law for law, pattern in LAWS.items() if re.search(pattern, text)] == [home]


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
def test_each_letter_asks_for_the_future_of_all_data_and_for_what_was_used(region, place):
    letter = composed(region, place)["letter"]
    assert "old and new" in letter
    assert "out of future training" in letter
    assert "whether my data has already been used" in letter
    assert "do not ask you to close my account" in letter
    assert "do not ask you to erase" in letter


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
def test_restriction_under_the_article_is_asked_for_in_the_eu_alone(region, place):
    for piece in ("letter", "reminder"):
        assert ("Article 18(1)(d)" in composed(region, place)[piece]) == (region == "eu")
        assert "Article 18(1)(d)" not in composed(region, place, wishes=frozenset())[piece]


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
def test_each_letter_makes_use_of_the_right_that_there_is_and_of_no_other(region, place):
    uses = {
        "objection": r"\bI object to\b",
        "prohibition": r"\bI expressly prohibit\b",
        "withdrawal": r"\bI withdraw any consent\b",
        "suspension": r"\bI ask you to suspend\b",
        "breach": r"\bI oppose\b",
    }
    texts = composed(region, place)
    kind, _, _ = WITH_A_RIGHT[region, place]
    assert objection.recourse_for(GUIDE, region, place).kind == kind
    for piece in ("form", "letter"):
        assert [right for right, words in uses.items() if re.search(words, texts[piece])] == [kind]


def test_a_letter_from_brazil_has_a_place_for_the_breach_whatever_the_person_chose():
    texts = composed("world", "BR", reason="", wishes=frozenset())
    assert "[your reason]" in texts["form"]
    assert "[your reason]" in texts["letter"]
    assert "I have a reason." in composed("world", "BR")["reminder"]
    wishes = {paragraph.wish for paragraph in objection.paragraphs_for(GUIDE, "world", "BR")}
    assert "reason" in wishes  # so the page asks for it


@pytest.mark.parametrize(("region", "place"), WITH_A_RIGHT)
def test_a_date_is_called_due_only_where_the_law_knows_one(region, place):
    recourse = objection.recourse_for(GUIDE, region, place)
    knows = bool(recourse.answer_months or recourse.answer_days)
    assert knows == (recourse.kind in ("objection", "suspension"))
    texts = composed(region, place)
    assert ["30 December 2026" in texts[piece] for piece in ("reminder", "complaint")] == [knows, knows]


def test_the_microsoft_sharing_can_be_named_in_the_uk_alone():
    naming = {
        region.slug
        for region in GUIDE.regions
        for purpose in objection.purposes_for(GUIDE, region.slug)
        if "Microsoft" in purpose.text
    }
    assert naming == {"uk"}


def test_a_letter_from_the_uk_goes_to_california_and_speaks_of_no_irish_authority():
    recourse = objection.recourse_for(GUIDE, "uk", "")
    assert "Sunnyvale" in " ".join(recourse.post)
    assert "Dublin" in " ".join(objection.recourse_for(GUIDE, "eu", "").post)
    assert not re.search(r"Ireland|Irish|Article 77", "\n".join(composed("uk", "").values()))


def test_the_uk_reminder_is_the_complaint_that_the_company_must_acknowledge():
    assert "section 164A" in composed("uk", "")["reminder"]
    assert "within 30 days" in composed("uk", "")["reminder"]
    assert "164A" not in composed("eu", "")["reminder"]


def test_who_has_no_account_is_asked_for_links_and_never_for_a_profile():
    for region, place in WITH_A_RIGHT:
        texts = "\n".join(composed(region, place, account="without", profile="").values())
        assert "posts/one" in texts
        assert not re.search(r"profile|close my account|picture of the switch", texts)


@pytest.mark.parametrize("ground", GUIDE.grounds, ids=lambda ground: ground.slug)
def test_each_kind_of_reason_says_what_not_to_give_away(ground):
    assert ground.care
    assert ground.sentence.endswith((".", "…"))
