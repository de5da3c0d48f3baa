"""What a changed policy would have decided about plans, on the screen."""

from typing import Any

from rich.table import Column, Table

from omzien.console import out

#: Differences that are named on the screen, of signals too.
SHOWN = 20

WORDS = {
    "step_up": "steps up proposed at a review",
    "step_down": "steps down proposed at a review",
    "first_review": "first reviews planned",
    "next_review": "next reviews planned",
    "next_check_in": "check-ins planned",
    "follow_up": "follow-ups planned",
    "need_uncovered": "needs told as uncovered",
}


def show(trial: dict[str, Any], days: int) -> None:
    """The numbers beside each other, and the latest differences by plan."""
    table = Table("", *(Column(name, justify="right") for name in ("were", "would be")), box=None, pad_edge=False)
    for what, counted in trial["counts"].items():
        table.add_row(WORDS[what], str(counted["recorded"]), str(counted["tried"]))
    out.print(f"Policy {trial['policy']} on {trial['moments']} moments of the last {days} days:")
    out.print(table)
    for each in trial["differences"][-SHOWN:]:
        before, after = each["before"] or "nothing", each["after"] or "nothing"
        line = f"{each['at'][:10]}  plan {each['plan']}  {WORDS[each['what']]}: {before} -> {after}"
        out.print(line, soft_wrap=True, markup=False)
    differing = f"{trial['differing']} would be decided otherwise{latest(trial['differing'])}"
    out.print(f"{differing}. What people decided stands.")
    if trial["not_tried"]:
        out.print(f"Not tried, or not in all: {', '.join(trial['not_tried'])}.", markup=False)


def latest(differing: int) -> str:
    """That the screen has not all of them."""
    return f", of which these are the latest {SHOWN}" if differing > SHOWN else ""
