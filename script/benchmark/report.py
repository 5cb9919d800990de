"""The table: every subject as a multiple of the yardstick, beside what it should reach."""

from pathlib import Path

from benchmark.subjects import Measured

HEAD = "| what | requests/s | × yardstick | goal | p50 ms | p99 ms | CPU µs | memory MB | errors |"
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
BEGIN, END = "<!-- script/bench begins -->", "<!-- script/bench ends -->"


def table(found: list[Measured]) -> str:
    yardstick = found[0].middle(lambda one: one.rate)
    return "\n".join([HEAD, RULE, *(_line(one, yardstick) for one in found)])


def _line(one: Measured, yardstick: float) -> str:
    rate = one.middle(lambda each: each.rate)
    return (
        f"| {one.subject.name} | {rate:,.0f} | {rate / yardstick:.2f} | {one.subject.goal} "
        f"| {one.middle(lambda each: each.p50):.1f} | {one.middle(lambda each: each.p99):.1f} "
        f"| {one.middle(lambda each: each.cpu):.0f} | {one.memory:.0f} | {one.errors} |"
    )


def put(path: Path, text: str) -> None:
    """In the place between the two marks of the file; the words around it stay."""
    before, _, rest = path.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
