"""`omzien policy`: what a changed policy would have decided."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from omzien import plan_trial as plans
from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services

app = typer.Typer(
    name="policy",
    help="What a municipality decides by: try a changed policy before it holds.",
    no_args_is_help=True,
)

#: Whose policy a file is, by a table that this one alone has. What has none of them is signalling's.
KNOWN_BY = {"cover_days": "arrangement", "triage": "intake", "weights": "matching"}

#: Seconds: a hundred thousand signals are decided again.
PATIENCE = 120


@app.callback()
def _several() -> None:
    """There will be more than one."""


@app.command("try")
def try_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The changed policy of signalling or arrangement, as a TOML file.")
    ],
    days: Annotated[
        int | None,
        typer.Option(min=1, max=3_660, help="For so many days back: 42 of signals, 365 of plans unless said."),
    ] = None,
) -> None:
    """Show what it would have decided about the signals, or the plans, of the last days. Changes nothing.

    What people decided stands.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}: give the file with the changed policy") from None
    except UnicodeDecodeError:
        raise Advice(f"{file} is not text in UTF-8") from None
    try:
        service = whose(text)
    except tomllib.TOMLDecodeError as error:
        raise Advice(f"{file} is no TOML: {error}") from None
    if service == "arrangement":
        body: dict[str, Any] = {"policy": text, "days": days or 365}
        plans.show(Services().post("arrangement", "/v1/policy/trials", body, PATIENCE), body["days"])
    elif service == "signalling":
        body = {"policy": text, "days": days or 42}
        _show(Services().post("signalling", "/v1/policy/trials", body, PATIENCE), body["days"])
    else:
        raise Advice(f"{file} is {service}'s policy: only signalling's and arrangement's can be tried")


def whose(text: str) -> str:
    """The service that decides by such a policy. Raises tomllib.TOMLDecodeError."""
    tables = tomllib.loads(text)
    return next((service for table, service in KNOWN_BY.items() if table in tables), "signalling")


def _show(trial: dict[str, Any], days: int) -> None:
    table = Table(
        "",
        *(Column(name, justify="right") for name in ("held", "would be", "raised", "would be")),
        box=None,
        pad_edge=False,
    )
    for name, tally in (*trial["kinds"].items(), *trial["partners"].items(), ("all", trial["all"])):
        counts = (tally[each] for each in ("held_before", "held_after", "raised_before", "raised_after"))
        table.add_row(name.replace("_", " "), *map(str, counts), end_section=True)
    policy = trial["policy"]
    out.print(f"Policy {policy['version']} ({policy['content_hash']}) on the signals of the last {days} days:")
    out.print(table)
    for each in trial["signals"][-plans.SHOWN :]:
        out.print(f"{each['signal']}  {_why(each['grounds_before'])} -> {_why(each['grounds_after'])}", soft_wrap=True)
    out.print(f"{trial['differing']} would be decided otherwise{plans.latest(trial['differing'])}.")
    apart = [f"{number} {word} by a person" for word, number in trial["by_person"].items()]
    apart += [f"{trial[word]} {word}" for word in ("incomparable", "erased") if trial[word]]
    if apart:
        out.print(f"Not tried: {', '.join(apart)}.")


def _why(grounds: list[str]) -> str:
    return f"raised ({', '.join(grounds)})".replace("_", " ") if grounds else "held"
