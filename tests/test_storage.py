"""Our own styles and scripts are served without comments and white space, and mean the same."""

import json
import re
from functools import partial

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from optout_site.storage import shorter

SMALL = settings.STORAGES | {"staticfiles": {"BACKEND": "optout_site.storage.SmallStaticFilesStorage"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Where the files are that a server serves, and under which names. Pressing the desk's scripts takes long."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=SMALL, STATIC_ROOT=folder, DEBUG=False):
        collect = partial(call_command, "collectstatic", ignore_patterns=["admin/js/*"], verbosity=0, interactive=False)
        collect()
        collect()  # a second time it finds its own work
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


@pytest.mark.parametrize("path", ["css/site.css", "js/site.js"])
def test_our_own_are_shorter_and_hold_no_comment(served, path):
    folder, names = served
    small, source = (folder / names[path]).read_text(), (settings.BASE_DIR / "static" / path).read_text()
    assert len(small) < 0.9 * len(source)
    assert "/*" in source
    assert "/*" not in small


def test_every_word_of_our_styles_is_still_there(served):
    folder, names = served
    for name in (path for path in names if path.startswith("css/")):
        source = re.sub(r"/\*.*?\*/", "", (settings.BASE_DIR / "static" / name).read_text(), flags=re.DOTALL)
        assert re.findall(r"[\w-]+", (folder / names[name]).read_text()) == re.findall(r"[\w-]+", source)


def test_every_word_of_our_scripts_is_still_there(served):
    folder, names = served
    for name in (path for path in names if path.startswith("js/")):
        source = re.sub(r"/\*.*?\*/", "", (settings.BASE_DIR / "static" / name).read_text(), flags=re.DOTALL)
        assert re.findall(r"[\w-]+", (folder / names[name]).read_text()) == re.findall(r"[\w-]+", source)


@pytest.mark.parametrize(
    ("suffix", "text", "small"),
    [
        (".css", "a :hover , b > i { color : red ; /* why */ }\n\nc { d: e }", "a :hover,b > i{color :red;}c{d:e}"),
        (".css", 'a::before { content: "{ /* no */ } "; }', 'a::before{content:"{ /* no */ } ";}'),
        (".css", "a { color: #fff; color: light-dark(#fff, #000); }", "a{color:#fff;color:light-dark(#fff,#000);}"),
        (".css", "a { b: c !important; }", "a{b:c !important;}"),
        (".css", "@media (width < 9px) and ( print ) { a { b: calc(1px + 2px) } }",
         "@media (width < 9px) and (print){a{b:calc(1px + 2px)}}"),
        (".js", "const f = () => {\n  g();  // why\n};\n\nf()\n", "const f = () =>{g();};f()"),
        (".js", "if (a) { b }\n(c)", "if (a){b}\n(c)"),
        (".js", "const a = `{ ${ b }  /* no */ `;", "const a = `{ ${b}  /* no */ `;"),
        (".js", "return /[ {] \\/* /.test(a)", "return /[ {] \\/* /.test(a)"),
    ],
)  # fmt: skip
def test_what_is_taken_out_means_nothing(suffix, text, small):
    assert shorter(text, suffix) == small


def test_each_lies_there_compressed_too(served):
    folder, names = served
    name = names["css/site.css"]
    assert brotli.decompress((folder / f"{name}.br").read_bytes()) == (folder / name).read_bytes()


def test_what_a_library_brings_is_left_as_it_came(served):
    folder, names = served
    brought = next(path for path in names if path.startswith("admin/css/") and path.endswith("base.css"))
    assert "/*" in (folder / names[brought]).read_text()
