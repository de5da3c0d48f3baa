"""The figures as pictures: quiet, all in one style, and the same from the same results."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from bench.targets import TARGETS

Json = Mapping[str, Any]

OURS, OTHERS, INK, FAINT = "#1d5f8a", "#b8c4cc", "#22313a", "#8a979f"
SHADES = ("#1d5f8a", "#6fa3c2", "#d9a15b", "#8fae9b", "#b8c4cc", "#c98b8b")
WIDTH = 8.6

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#d5dce0",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "xtick.color": FAINT,
    "ytick.color": INK,
    "ytick.left": False,
    "legend.frameon": False,
    "svg.hashsalt": "omzien",
}

#: Who takes part, in words.
NAMES = {
    "product": "Omzien",
    "four_services": "Omzien, all four services",
    "floor": "floor: written by hand",
    "celery": "Celery",
    "taskiq": "Taskiq",
    "dramatiq": "Dramatiq",
}


@dataclass(frozen=True)
class Picture:
    """A file beside the results, and what it shows."""

    name: str
    title: str
    says: str

    @property
    def file(self) -> str:
        return f"{self.name}.svg"


PICTURES = (
    Picture("pipeline", "Throughput", "From a partner's publish to a subscriber's receipt of the opened case."),
    Picture("cpu", "Processor time per signal", "Who spends it; broker and database included."),
    Picture("latency", "Latency", "From publish to receipt: a quiet hour, 30 % and 70 % of the sustained rate."),
    Picture("growth", "Growth", "The same work with ever more stored."),
    Picture("matching", "An area at once", "The same made-up towns, as many places as needs, by every rule."),
    Picture("scaling", "Scaling", "Processes of signalling and of intake, and what a signal costs them."),
    Picture("footprint", "Footprint", "From start to ready, and resident memory, of each service."),
)


def draw(results: Json, folder: Path) -> list[Picture]:
    """One file each, of what was measured; the others are left out, and no older one stays."""
    drawn = []
    for picture in PICTURES:
        path = folder / picture.file
        path.unlink(missing_ok=True)
        with suppress(KeyError), mpl.rc_context(STYLE):
            canvas = DRAWINGS[picture.name](results)
            canvas.savefig(path, format="svg", metadata={"Date": None})
            drawn.append(picture)
    return drawn


def _canvas(height: float, columns: int = 1) -> tuple[Canvas, list[Axes]]:
    canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
    axes = canvas.subplots(1, columns, squeeze=False)[0]
    return canvas, list(axes)


def _bars(axes: Axes, rows: Sequence[tuple[str, Json]], unit: str, colours: Sequence[str]) -> None:
    """A bar per row with its spread, its median written beside it."""
    for place, ((_, found), colour) in enumerate(zip(rows, colours, strict=True)):
        median, (low, high) = found["median"], found["spread"]
        axes.barh(place, median, height=0.58, color=colour)
        axes.plot([low, high], [place, place], color=INK, linewidth=1, solid_capstyle="butt")
        text = f"  {_short(median)} {unit}".rstrip()
        axes.text(max(high, median), place, text, va="center", ha="left")
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.22 * max(max(found["median"], found["spread"][1]) for _, found in rows))
    _grid(axes, "x")


def _grid(axes: Axes, axis: str) -> None:
    axes.grid(visible=True, axis="x" if axis == "x" else "y", color="#eef1f3", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _bound(axes: Axes, name: str) -> None:
    value = TARGETS[name].value
    axes.axvline(value, color="#b5533c", linewidth=0.9, linestyle=(0, (4, 3)))
    axes.text(value, 1.0, f" to reach: {TARGETS[name]}", color="#b5533c", transform=axes.get_xaxis_transform(),
              fontsize=8, va="bottom", ha="center")  # fmt: skip


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _pipeline(results: Json) -> Canvas:
    found = results["pipeline"]
    rows = [("product", found["signals_per_second"])]
    rows += [(name, found[f"{name}_per_second"]) for name in NAMES if f"{name}_per_second" in found]
    order = sorted(rows, key=lambda row: (row[0] != "product", row[0] == "four_services", -row[1]["median"]))
    canvas, [axes] = _canvas(0.9 + 0.42 * len(order))
    colours = [{"product": OURS, "four_services": SHADES[1]}.get(name, OTHERS) for name, _ in order]
    _bars(axes, [(NAMES[name], each) for name, each in order], "", colours)
    axes.set_title("signals per second")
    return canvas


def _cpu(results: Json) -> Canvas:
    found = results["series"]["pipeline"]["cpu_ms_per_signal"]
    names = [name for name in NAMES if name in found]
    spenders = list(dict.fromkeys(who for name in names for who in found[name]))
    # from the partner to the subscriber, and then what all lean on
    spenders.sort(key=lambda who: who in ("broker", "database"))
    canvas, [axes] = _canvas(1.2 + 0.42 * len(names))
    left = [0.0] * len(names)
    for who, colour in zip(spenders, SHADES, strict=False):
        widths = [found[name].get(who, {"median": 0.0})["median"] for name in names]
        axes.barh(range(len(names)), widths, left=left, height=0.58, color=colour, label=who)
        left = [one + other for one, other in zip(left, widths, strict=True)]
    for place, total in enumerate(left):
        axes.text(total, place, f"  {total:.2f} ms", va="center")
    axes.set_yticks(range(len(names)), [NAMES[name] for name in names])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.15 * max(left))
    axes.set_title("milliseconds of processor time per signal")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=len(spenders), handlelength=1, handleheight=1)
    _grid(axes, "x")
    return canvas


#: Title, figure and colour.
LOADS = (
    ("10 signals/s", "_quiet", OURS),
    ("at 30 %", "", OURS),
    ("at 70 %", "_at_70", SHADES[1]),
    ("the floor at 30 %", "_floor", OTHERS),
)


def _latency(results: Json) -> Canvas:
    found = results["latency"]
    canvas, columns = _canvas(2.2, 2)
    for axes, percentile in zip(columns, ("p50", "p99"), strict=True):
        # a quick run has not all of them
        shown = [(*each, found[key]) for each in LOADS if (key := f"{percentile}_ms{each[1]}") in found]
        _bars(axes, [(title, figure) for title, _, _, figure in shown], "ms", [colour for _, _, colour, _ in shown])
        axes.set_title(f"{percentile}, milliseconds", pad=18)
        bound = TARGETS[f"latency.{percentile}_ms"].value
        axes.set_xlim(0, max(axes.get_xlim()[1], 1.15 * bound))
        _bound(axes, f"latency.{percentile}_ms")
    return canvas


def _growth(results: Json) -> Canvas:
    panels = [name for name in ("growth", "matches") if name in results["series"]]
    if not panels:
        raise KeyError("growth")
    canvas, columns = _canvas(2.6, len(panels))
    for axes, name in zip(columns, panels, strict=True):
        _PANELS[name](axes, results["series"][name])
        axes.set_ylim(0, None)
        axes.margins(x=0.12)
        _grid(axes, "y")
        axes.tick_params(axis="y", colors=FAINT)
        axes.legend(loc="lower right")
    return canvas


def _signals(axes: Axes, series: Json) -> None:
    rows = series["signals"]
    stored = [row["stored"] for row in rows]
    _line(axes, stored, [row["ms"] for row in rows], OURS, "on the clock")
    _line(axes, stored, [row["cpu_ms"] for row in rows], SHADES[2], "of processor time")
    axes.set_title("milliseconds per signal")
    axes.set_xlabel("signals and cases stored")


def _matches(axes: Axes, series: Json) -> None:
    for percentile, colour in ((99, OURS), (50, SHADES[1])):
        rows = [row for row in series["matches"] if row["percentile"] == percentile]
        _line(axes, [row["offerings"] for row in rows], [row["ms"] for row in rows], colour, f"p{percentile}")
    axes.set_title("milliseconds per match")
    axes.set_xlabel("offerings in the catalogue")


_PANELS: Mapping[str, Callable[[Axes, Json], None]] = {"growth": _signals, "matches": _matches}


def _line(axes: Axes, across: Sequence[int], found: Sequence[Json], colour: str, label: str) -> None:
    """Medians joined, each with its spread."""
    medians = [each["median"] for each in found]
    axes.plot(across, medians, color=colour, marker="o", markersize=4.5, linewidth=1.4, label=label)
    axes.vlines(across, [each["spread"][0] for each in found], [each["spread"][1] for each in found],
                color=colour, linewidth=1, alpha=0.55)  # fmt: skip
    axes.set_xscale("log")
    axes.set_xticks(across, [f"{each:,}" for each in across])
    axes.minorticks_off()


def _matching(results: Json) -> Canvas:
    found = results["matching"]
    rules = {
        "ours": "assigned at once",
        "optimum": "proven optimum",
        "greedy": "in order of arrival",
        "oldest_first": "oldest first, first who fits",
    }
    canvas, columns = _canvas(2.6, 2)
    for axes, key, title in zip(columns, ("met", "rung"), ("needs met, %", "mean rung of who is met"), strict=True):
        rows = [(name, found[f"{key}_{rule}"]) for rule, name in rules.items()]
        _bars(axes, rows, "", (OURS, OTHERS, OTHERS, OTHERS))
        axes.set_title(title)
        if axes is not columns[0]:
            axes.set_yticklabels([])
    return canvas


def _scaling(results: Json) -> Canvas:
    rows = results["series"]["scaling"]["processes"]
    canvas, columns = _canvas(1.1 + 0.42 * len(rows), 2)
    names = ["one process" if row["processes"] == 1 else f"{row['processes']} processes" for row in rows]
    for axes, key, title in zip(
        columns, ("per_second", "cpu_ms"), ("signals per second", "processor ms per signal, all included"), strict=True
    ):
        _bars(axes, [(name, row[key]) for name, row in zip(names, rows, strict=True)], "", (OURS,) * len(rows))
        axes.set_title(title)
    return canvas


def _footprint(results: Json) -> Canvas:
    rows = results["series"]["footprint"]["services"]
    canvas, columns = _canvas(2.8, 3)
    parts = (
        ("ready_s", "seconds to ready", "footprint.ready_s"),
        ("idle_mib", "MiB, idle", None),
        ("loaded_mib", "MiB, under load", "footprint.rss_mib"),
    )
    for axes, (key, title, bound) in zip(columns, parts, strict=True):
        _bars(axes, [(row["service"], row[key]) for row in rows], "", (OURS,) * len(rows))
        axes.set_title(title, pad=18)
        if bound:
            axes.set_xlim(0, max(axes.get_xlim()[1], 1.2 * TARGETS[bound].value))
            _bound(axes, bound)
        if axes is not columns[0]:
            axes.set_yticklabels([])
    return canvas


DRAWINGS: Mapping[str, Callable[[Json], Canvas]] = {
    "pipeline": _pipeline,
    "cpu": _cpu,
    "latency": _latency,
    "growth": _growth,
    "matching": _matching,
    "scaling": _scaling,
    "footprint": _footprint,
}
