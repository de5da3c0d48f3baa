"""The report: one page that stands alone, and the same in `docs/results/` for those who read the repository."""

import base64
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from bench import pictures, words
from bench.figure import Figure
from bench.pictures import Picture
from bench.results import NAME, figures
from bench.targets import TARGETS

Json = Mapping[str, Any]
HERE = Path(__file__).parent

#: Units of the figures at the top; ratios are times.
UNITS = {"%": " %", "ratio": " ×", "ms": " ms", "s": " s", "MiB": " MiB"}
#: Whose remarks stand below which picture.
ABOUT = {
    "growth": ("growth", "matches"),
    "latency": ("latency",),
    "matching": ("matching",),
    "scaling": ("scaling",),
    "footprint": ("footprint",),
}


@dataclass(frozen=True)
class Row:
    """One figure as it is shown."""

    name: str
    words: str
    median: str
    spread: str
    unit: str
    target: str
    reached: bool

    @classmethod
    def of(cls, name: str, figure: Figure) -> "Row":
        target = TARGETS.get(name)
        return cls(
            name,
            words.of(name),
            _short(figure.median),
            f"{_short(figure.low)} – {_short(figure.high)}",
            figure.unit,
            str(target) if target else "",
            target is None or target.reached(figure),
        )


def write(results: Json, folder: Path) -> Path:
    """`index.html` with its pictures, drawn anew; returns its path."""
    drawn = pictures.draw(results, folder)
    path = folder / "index.html"
    path.write_text(_html(results, drawn, folder), encoding="utf-8")
    return path


def publish(results: Json, folder: Path, docs: Path) -> Path:
    """Copy what `write` made to where it is kept; returns the page's path there."""
    docs.mkdir(parents=True, exist_ok=True)
    drawn = [picture for picture in pictures.PICTURES if (folder / picture.file).exists()]
    shutil.copy(folder / NAME, docs / "bench.json")
    for picture in drawn:
        shutil.copy(folder / picture.file, docs / f"bench-{picture.file}")
    for flame in _flames(results):
        shutil.copy(folder / flame["picture"], docs / f"bench-{flame['picture']}")
    path = docs / "bench.md"
    path.write_text(_markdown(results, drawn), encoding="utf-8")
    return path


def _html(results: Json, drawn: Sequence[Picture], folder: Path) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    rows = [Row.of(name, figure) for name, figure in figures(results).items()]
    remarks: Json = results["remarks"]
    below = {part for parts in ABOUT.values() for part in parts}
    return environment.get_template("page.html.j2").render(
        date=_date(results),
        machine=_machine(results),
        quick=results["quick"],
        heads=[_head(row) for row in rows if row.target],
        rows=rows,
        pictures=[
            {
                "title": picture.title,
                "says": picture.says,
                "remarks": [_sentence(said) for part in ABOUT.get(picture.name, ()) for said in remarks.get(part, ())],
                "data": _data(folder / picture.file),
            }
            for picture in drawn
        ],
        flames=[
            {"service": each["service"], "svg": (folder / each["picture"]).read_text()} for each in _flames(results)
        ],
        remarks=[_sentence(said) for part, each in remarks.items() if part not in below for said in each],
        about=_about(results),
    )


def _head(row: Row) -> dict[str, Any]:
    return vars(row) | {"unit": UNITS.get(row.unit, f" {row.unit}")}


def _markdown(results: Json, drawn: Sequence[Picture]) -> str:
    told = ["# How fast", "", f"Measured with `make bench` on {_date(results)}: {_machine(results)}.", ""]
    told += [
        "Ratios are of rounds run side by side; a figure is the median of its rounds, lowest and highest beside it."
    ]
    told += ["", "| what | name | median | lowest – highest | unit | to reach |", "|---|---|---:|---:|---|---|"]
    for name, figure in figures(results).items():
        row = Row.of(name, figure)
        target = f"{row.target}{'' if row.reached else ' (missed)'}" if row.target else ""
        told.append(f"| {row.words} | `{name}` | {row.median} | {row.spread} | {row.unit} | {target} |")
    for picture in drawn:
        told += ["", f"## {picture.title}", "", picture.says, "", f"![{picture.title}](bench-{picture.file})"]
    if flames := _flames(results):
        links = [f"[{each['service']}](bench-{each['picture']})" for each in flames]
        told += ["", "## Where the time goes", "", f"Flame graphs under load: {', '.join(links)}."]
    if remarks := [_sentence(said) for each in results["remarks"].values() for said in each]:
        told += ["", "## Remarks", "", *(f"- {said}" for said in remarks)]
    told += ["", "## Measured with", "", *(f"- {name}: {value}" for name, value in _about(results).items())]
    return "\n".join(told) + "\n"


def _about(results: Json) -> dict[str, str]:
    machine: Json = results["machine"]
    return {
        "machine": f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB",
        "system": f"{machine['os']}, kernel {machine['kernel']}",
        **results["versions"],
        "seconds per part": ", ".join(f"{name} {seconds}" for name, seconds in results["seconds"].items()),
    }


def _flames(results: Json) -> list[dict[str, str]]:
    found: list[dict[str, str]] = results["series"].get("flames", {}).get("services", [])
    return found


def _date(results: Json) -> str:
    return str(results["date"]).replace("T", " ").removesuffix(":00+00:00").removesuffix("+00:00") + " UTC"


def _machine(results: Json) -> str:
    machine: Json = results["machine"]
    return f"{machine['cpu']}, {machine['cores']} cores"


def _sentence(said: str) -> str:
    return said[:1].upper() + said[1:].rstrip(".")


def _data(path: Path) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode()


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
