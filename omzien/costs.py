"""`omzien costs`: what support costs in a week, and what would be paid for it in three ways."""

from typing import Annotated, Any

import typer
from rich.table import Column, Table

from libs.contracts.words import Rung
from omzien.console import out
from omzien.http import Services

app = typer.Typer(name="costs", help="What support costs, by rung and by budget, and how it might be funded.")

Neighbourhood = Annotated[str | None, typer.Option(help="Of this one alone, by its code.")]

SCENARIOS = {
    "neighbourhood_budget": "a budget for each field of attention, paid whatever is used",
    "pay_by_result": "pay by result",
    "integrated_team": "an integrated team with one budget",
}


@app.callback(invoke_without_command=True)
def costs(
    context: typer.Context,
    week: Annotated[str | None, typer.Option(help="An ISO week such as 2026-W10; this one unless named.")] = None,
    neighbourhood: Neighbourhood = None,
) -> None:
    """Show what support costs in a week, by rung and by budget: a neighbourhood's field of attention."""
    if context.invoked_subcommand is not None:
        return
    asked = {"week": week, "neighbourhood": neighbourhood}
    found = Services().get("arrangement", "/v1/costs", **{name: it for name, it in asked.items() if it})
    out.print(f"{found['first']} through {found['last']}: {euros(found['cents'])} euros", markup=False)
    if found["old_law_cents"]:
        out.print(f"and {euros(found['old_law_cents'])} under the old law")
    out.print()
    rungs = Table("rung", "", money("euros"), box=None, pad_edge=False)
    for rung, cents in found["rungs"].items():
        rungs.add_row(rung, Rung(int(rung)).name.lower().replace("_", " "), euros(cents))
    out.print(rungs)
    out.print()
    out.print(_budgets(found["budgets"]))
    if not any(each["budget_cents"] for each in found["budgets"]):
        out.print("\nNo budget is set: name them in arrangement's policy, under [[budgets]].", markup=False)


@app.command("scenarios")
def scenarios(
    year: Annotated[int | None, typer.Option(help="This one, through today, unless named.")] = None,
    neighbourhood: Neighbourhood = None,
) -> None:
    """Show what would be paid for the same support in the three ways of funding of the policy."""
    asked = {"year": str(year) if year else None, "neighbourhood": neighbourhood}
    found = Services().get("arrangement", "/v1/costs/scenarios", **{name: it for name, it in asked.items() if it})
    out.print(f"{found['first']} through {found['last']}", markup=False)
    for name, words in SCENARIOS.items():
        scenario = found[name]
        out.print(f"\n{words}: {euros(scenario['paid'])} euros for {euros(scenario['used'])} of support")
        table = Table("neighbourhood", "field", money("used"), money("paid"), box=None, pad_edge=False)
        for each in scenario["payments"]:
            row = (each["neighbourhood"], _field(each["field"]), euros(each["used"]), euros(each["paid"]))
            table.add_row(*row)
        out.print(table)


def _budgets(budgets: list[dict[str, Any]]) -> Table:
    table = Table("neighbourhood", "field", money("euros"), money("budget"), money("old law"), box=None, pad_edge=False)
    for each in budgets:
        budget = "" if each["budget_cents"] is None else euros(each["budget_cents"])
        before = euros(each["old_law_cents"]) if each["old_law_cents"] else ""
        table.add_row(each["neighbourhood"], _field(each["field"]), euros(each["cents"]), budget, before)
    return table


def _field(name: str | None) -> str:
    return name.replace("_", " ") if name else "all"


def money(name: str) -> Column:
    """To be read from the right."""
    return Column(name, justify="right")


def euros(cents: int) -> str:
    """With two decimals."""
    return f"{cents // 100:,}.{cents % 100:02}"
