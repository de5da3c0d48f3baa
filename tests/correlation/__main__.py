"""`make correlation SEED=n`, or `PAIRS=file.jsonl` with pairs from elsewhere: prints the figures of the matcher."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from tests.correlation.faults import pairs
from tests.correlation.figures import measure
from tests.correlation.records import read

ROOT = Path(__file__).resolve().parents[2]
COUNT = 20_000
#: Kinds of fault that are shown; all stand in the file.
SHOWN = 8


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status is 0 when all pairs could be read, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="make correlation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=Path)
    given = parser.parse_args(arguments)
    out = Console(highlight=False)
    try:
        figures = measure(read(given.pairs) if given.pairs else pairs(given.seed, COUNT, COUNT))
    except (OSError, ValueError) as error:
        out.print(str(error), markup=False, soft_wrap=True)
        return 1
    out.print(f"{figures.pairs} pairs of records", markup=False)
    table = Table("", "precision", "recall", box=None, pad_edge=False)
    rows = {"omzien": figures.matcher, "postcode, number and name exactly": figures.exact}
    for name, answers in rows.items():
        table.add_row(name, f"{answers.precision:.4f}", f"{answers.recall:.4f}")
    out.print(table)
    _show(out, "not recognised", figures.matcher.missed)
    _show(out, "taken for one", figures.matcher.mistaken)
    path = ROOT / "build" / "correlation.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(figures.as_json(), option=orjson.OPT_INDENT_2))
    out.print(f"more in {path.relative_to(ROOT)}", markup=False)
    return 0


def _show(out: Console, title: str, kinds: Counter[str]) -> None:
    told = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(SHOWN))
    out.print(f"{title}: {told or 'none'}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
