"""What a browser fetches for a page by itself, and that data for search engines disturbs nobody."""

from tests.support.browsers import PHONE, Watch


def test_the_checklist_is_five_requests_and_no_more(watch: Watch) -> None:
    asked: list[str] = []
    page = watch.context(**PHONE).new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/linkedin/uk/")
    page.wait_for_timeout(1000)
    assert 3 <= len(asked) <= 5, asked  # a browser without windows asks for no icon


def test_data_for_search_engines_is_there_and_runs_nothing(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/")
    data = page.locator('script[type="application/ld+json"]')
    assert data.count() == 1
    assert (
        page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)['@type']") == "WebPage"
    )
