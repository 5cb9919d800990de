"""Our own styles and scripts are served without comments and white space, and mean the same."""

import json
import os
import re
from contextlib import contextmanager
from functools import partial

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from guides.serving.minify import minified
from optout_site.storage import WholeCompressor

SMALL = settings.STORAGES | {"staticfiles": {"BACKEND": "optout_site.storage.SmallStaticFilesStorage"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Where the files are that a server serves, and under which names. Pressing the desk's scripts takes long."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=SMALL, STATIC_ROOT=folder, DEBUG=False):
        collect = partial(call_command, "collectstatic", ignore_patterns=["admin/js/*"], verbosity=0, interactive=False)
        collect()
        with written_into(folder) as touched:
            collect()  # a second time it finds its own work
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"], touched


@contextmanager
def written_into(folder):
    """Which files that were there already are deleted or opened to be written, as long as this lasts."""
    there, touched = {str(file) for file in folder.rglob("*") if file.is_file()}, set()

    def note(path):
        touched.update({str(path)} & there)

    def remove(path, *args, original=os.remove, **more):
        note(path)
        return original(path, *args, **more)

    def low(path, flags, *args, original=os.open, **more):
        note(path if flags & (os.O_WRONLY | os.O_RDWR) else "")
        return original(path, flags, *args, **more)

    def high(path, mode="r", *args, original=open, **more):
        note(path if set(mode) & set("wa+x") else "")
        return original(path, mode, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        for owner, name, instead in ((os, "remove", remove), (os, "unlink", remove), (os, "open", low)):
            patch.setattr(owner, name, instead)
        patch.setattr("builtins.open", high)
        patch.setattr("io.open", high)
        yield touched


def test_while_a_new_version_is_collected_what_the_old_one_serves_is_not_touched(served):
    """Else whoever asks just then hears half of a file, or nothing."""
    folder, names, touched = served
    assert sorted(touched) == []
    there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert {file.removesuffix(".br").removesuffix(".gz") for file in there} == {*names.values(), "staticfiles.json"}


@pytest.mark.parametrize("path", ["css/site.css", "js/site.js"])
def test_our_own_are_shorter_and_hold_no_comment(served, path):
    folder, names, _touched = served
    small, source = (folder / names[path]).read_text(), (settings.BASE_DIR / "static" / path).read_text()
    assert len(small) < 0.9 * len(source)
    assert "/*" in source
    assert "/*" not in small


def test_every_word_of_our_styles_is_still_there(served):
    folder, names, _touched = served
    for name in (path for path in names if path.startswith("css/")):
        source = re.sub(r"/\*.*?\*/", "", (settings.BASE_DIR / "static" / name).read_text(), flags=re.DOTALL)
        assert re.findall(r"[\w-]+", (folder / names[name]).read_text()) == re.findall(r"[\w-]+", source)


def test_every_word_of_our_scripts_is_still_there(served):
    folder, names, _touched = served
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
    assert minified(text, suffix) == small


def test_each_lies_there_compressed_too(served):
    folder, names, _touched = served
    name = names["css/site.css"]
    assert brotli.decompress((folder / f"{name}.br").read_bytes()) == (folder / name).read_bytes()


def test_what_a_library_brings_is_left_as_it_came(served):
    folder, names, _touched = served
    brought = next(path for path in names if path.startswith("admin/css/") and path.endswith("base.css"))
    assert "/*" in (folder / names[brought]).read_text()


def test_what_is_compressed_already_is_not_compressed_again(tmp_path, monkeypatch):
    file = tmp_path / "site.0123456789ab.css"
    file.write_text("a{b:c}" * 99)
    first = WholeCompressor(quiet=True).compress(str(file))
    monkeypatch.setattr(WholeCompressor, "compress_brotli", None)
    assert WholeCompressor(quiet=True).compress(str(file)) == first == [f"{file}.br", f"{file}.gz"]
