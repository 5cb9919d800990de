"""Changes the pure rules one small thing at a time, and shows each change that no test of the module notices."""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = [sys.executable, "-m", "mutmut"]

# The tests that each module must answer to.
TESTS = {
    "document/types": ["document_types", "validation", "completeness", "plan"],
    "document/field_types": ["validation", "short_links"],
    "document/validation": ["validation"],
    "document/completeness": ["completeness", "untruths"],
    "document/diff": ["diff"],
    "document/sources": ["sources"],
    "checklist/plan": ["plan"],
    "checklist/tick_cookies": ["tick_cookies"],
    "editing/publishing": ["publishing"],
}
ELSEWHERE = shutil.ignore_patterns(".*", "var", "__pycache__")
SETTINGS = """\
[mutmut]
source_paths = guides
only_mutate = guides/{module}.py
pytest_add_cli_args_test_selection = {tests}
also_copy = {others}
use_git_change_detection = false
pytest_add_cli_args = --no-migrations
"""
PROPERTIES = (["property"], ["cached_property"])
NAMED = re.compile(r"\.x(?:ǁ(?P<owner>\w+)ǁ|_)(?P<name>\w+)__mutmut_\d+$")


def prepare(site: Path, module: str) -> None:
    """Tell mutmut what to change in this copy of the tree, and which tests are to notice."""
    shutil.rmtree(site / "mutants", ignore_errors=True)
    open_properties(site / "guides" / f"{module}.py")
    tests = "\n ".join(f"tests/test_{name}.py" for name in TESTS[module])
    others = "\n ".join(path.name for path in site.iterdir() if path.name not in ("guides", "tests", "setup.cfg"))
    (site / "setup.cfg").write_text(SETTINGS.format(module=module, tests=tests, others=others), encoding="utf-8")


def open_properties(path: Path) -> None:
    """Write `done = property(done)` below each property and no `@property` above, which mutmut would pass over."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef) and [ast.unparse(each) for each in node.decorator_list] in PROPERTIES:
            kind = ast.unparse(node.decorator_list[0])
            lines[node.lineno - 2] = ""
            lines[node.end_lineno or 0] = f"{' ' * node.col_offset}{node.name} = {kind}({node.name})"  # an empty line
    path.write_text("\n".join(lines), encoding="utf-8")


def mutmut(site: Path, *arguments: str) -> str:
    return subprocess.run([*MUTMUT, *arguments], cwd=site, check=True, capture_output=True, text=True).stdout


def outcomes(site: Path) -> dict[str, str]:
    """How each mutant fared: killed, survived, timeout, no tests …"""
    told = (line.strip().rpartition(": ") for line in mutmut(site, "results", "--all", "true").splitlines())
    return {name: outcome for name, _, outcome in told if NAMED.search(name)}


def show(site: Path, module: str, mutant: str, outcome: str) -> None:
    """Where the change stands, and what it is."""
    place, *lines = mutmut(site, "show", mutant).split("\n@@ ", 1)[1].splitlines()
    start = first_line(site / "guides" / f"{module}.py", mutant) + int(re.match(r"-(\d+)", place)[1]) - 1
    before = next(number for number, line in enumerate(lines) if line[0] in "-+")
    print(f"\nguides/{module}.py:{start + before}: {outcome} ({mutant})")
    print(*(line for line in lines if line[0] in "-+"), sep="\n", flush=True)


def first_line(path: Path, mutant: str) -> int:
    """The line on which the function of this mutant begins."""
    owner, name = NAMED.search(mutant).group("owner", "name")
    body = ast.parse(path.read_text(encoding="utf-8")).body
    if owner:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == owner)
    return next(node.lineno for node in body if isinstance(node, ast.FunctionDef) and node.name == name)


def try_out(site: Path, module: str) -> Counter[str]:
    prepare(site, module)
    children = os.environ.get("TEST_PROCESSES", "2")
    if subprocess.run([*MUTMUT, "run", "--max-children", children], cwd=site, check=False).returncode:
        sys.exit(f"The tests of guides/{module}.py do not pass as it is. Mend that first.")
    found = outcomes(site)
    for mutant, outcome in found.items():
        if outcome != "killed":
            show(site, module, mutant, outcome)
    return Counter(found.values())


def main(modules: list[str]) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if unknown := sorted(set(modules) - set(TESTS)):
        sys.exit(f"There is no {', '.join(unknown)} here. There are {', '.join(TESTS)}.")
    counts = {}
    with TemporaryDirectory() as scratch:
        site = shutil.copytree(ROOT, Path(scratch) / "site", ignore=ELSEWHERE)
        for number, module in enumerate(modules, start=1):
            print(f"\n== guides/{module}.py ({number} of {len(modules)})", flush=True)
            counts[module] = try_out(site, module)
    print("\n| module | mutants | killed | timed out | survived | not tested |\n|---|--:|--:|--:|--:|--:|")
    for module, found in counts.items():
        columns = [found.total(), *(found[outcome] for outcome in ("killed", "timeout", "survived", "no tests"))]
        print(f"| `{module}` | {' | '.join(map(str, columns))} |")


if __name__ == "__main__":
    main(sys.argv[1:] or list(TESTS))
