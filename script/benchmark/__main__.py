"""Runs every subject in turn, some rounds, and prints what came of it beside the goals."""

import argparse
import tempfile
from pathlib import Path

from benchmark import languages, report
from benchmark.subjects import measure, running


def main() -> None:
    asked = argparse.ArgumentParser(prog="script/bench")
    asked.add_argument("--quick", action="store_true", help="one short round")
    asked.add_argument("--growth", action="store_true", help="measure a site that has grown, too")
    asked.add_argument("--write", type=Path, help="put the table into this file, too")
    asked.add_argument("--languages", action="store_true", help="measure only what languages cost a worker")
    options = asked.parse_args()
    if options.languages:
        with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
            print(languages.table(Path(scratch)))
        return
    seconds, rounds = (2, 1) if options.quick else (4, 5)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, running(Path(scratch), options.growth) as subjects:
        table = report.table(measure(subjects, Path(scratch), seconds, rounds))
    print(table)
    if options.write:
        report.put(options.write, table)


if __name__ == "__main__":
    main()
