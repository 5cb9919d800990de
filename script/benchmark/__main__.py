"""Runs every subject in turn, some rounds, and prints what came of it beside the goals."""

import argparse
import tempfile
from pathlib import Path

from benchmark import report
from benchmark.subjects import measure, running


def main() -> None:
    asked = argparse.ArgumentParser(prog="script/bench")
    asked.add_argument("--quick", action="store_true", help="one short round")
    asked.add_argument("--growth", action="store_true", help="measure a site that has grown, too")
    asked.add_argument("--write", type=Path, help="put the table into this file, too")
    wanted = asked.parse_args()
    seconds, rounds = (2, 1) if wanted.quick else (4, 5)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, running(Path(scratch), wanted.growth) as subjects:
        table = report.table(measure(subjects, Path(scratch), seconds, rounds))
    print(table)
    if wanted.write:
        report.put(wanted.write, table)


if __name__ == "__main__":
    main()
