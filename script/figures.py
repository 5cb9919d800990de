"""How the code reads, in figures: those of docs/architecture.md that can be counted without walking a request."""

import ast
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
LONG_LINE = 200
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Path]:
    """What a server runs: not the migrations, which are written once."""
    files = sorted(file for room in ("guides", "optout_site") for file in (ROOT / room).rglob("*.py"))
    return [file for file in files if "migrations" not in file.parts]


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def functions() -> Iterator[Function]:
    for file in modules():
        yield from (node for node in ast.walk(tree(file)) if isinstance(node, Function))


def lines_of_functions() -> str:
    """From `def` to the last line; decorators are left out."""
    lines = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions()]
    return f"{median(lines):.0f} / {quantiles(lines, n=10)[-1]:.0f} / {max(lines)} of {len(lines)} functions"


def with_one_caller() -> str:
    """Of the functions that a module keeps to itself (`_name`), those that it names in one place."""
    private = once = 0
    for file in modules():
        nodes = list(ast.walk(tree(file)))
        named = Counter(node.id for node in nodes if isinstance(node, ast.Name))
        own = [node.name for node in tree(file).body if isinstance(node, Function) and node.name.startswith("_")]
        private += len(own)
        once += sum(named[name] == 1 for name in own)
    return f"{once / private:.0%} of {private}"


def comments() -> str:
    """Lines that are a comment and nothing else, of all that are not empty."""
    commented = total = 0
    for file in modules():
        with file.open("rb") as text:
            commented += sum(
                token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
                for token in tokenize.tokenize(text.readline)
            )
        total += sum(bool(line.strip()) for line in file.read_text(encoding="utf-8").splitlines())
    return f"{commented / total:.1%} of {total} lines"


def template_lines() -> str:
    lines = [
        len(line)
        for file in (ROOT / "templates").rglob("*.*")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    long = sum(length > LONG_LINE for length in lines)
    return f"{long / len(lines):.1%} of {len(lines)} lines; the longest has {max(lines)}"


def tests_on_tests() -> str:
    """Files of tests that import from another one."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return f"{sum(any('.test_' in name for name in imports(file)) for file in files)} of {len(files)}"


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


if __name__ == "__main__":
    print("lines of a function, median / p90 / max:", lines_of_functions())
    print("private functions with one caller:", with_one_caller())
    print("comment lines:", comments())
    print(f"template lines over {LONG_LINE} characters:", template_lines())
    print("test files that import from other test files:", tests_on_tests())
