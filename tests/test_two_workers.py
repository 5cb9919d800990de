"""Two gunicorn workers and one database file: what is published by one process is read from all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from guides.yaml_form import from_yaml, to_yaml
from tests.clock import PATIENCE
from tests.running import Site, until

pytestmark = pytest.mark.real_day
CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
NEW = "Another headline, published a moment ago"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    server = site.serve()
    try:
        site.wait()
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def test_an_edition_is_live_in_both_workers_once_it_was_published(site: Site, tmp_path: Path) -> None:
    assert NEW not in site.read()
    changed = from_yaml(CONTENT.read_text(encoding="utf-8")).model_copy(update={"title": NEW})
    (tmp_path / "linkedin.yaml").write_text(to_yaml(changed), encoding="utf-8")
    site.manage("load_guides", str(tmp_path / "linkedin.yaml"), "--publish", "Another headline.")
    until(lambda: all(NEW in site.read() for _ in range(30)))
