"""Bad requests by the thousand. Arguments: how many, and the first seed. Ends with 1 if anything was wrong."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from optout_site.wsgi import application
from tests.support import fuzzing

A_SEED = 1000


def main(count: int, first: int) -> int:
    wrong = 0
    for done in range(0, count, A_SEED):
        found = fuzzing.faults(application, first + done // A_SEED, min(A_SEED, count - done))
        wrong += len(found)
        print(*found, sep="\n", end="\n" if found else "")
        print(f"{min(done + A_SEED, count):,} of {count:,} sent, {wrong} wrong", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
