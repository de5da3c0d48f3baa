"""Which of our modules each of our modules imports, read from the source without running it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("libs", "services", "omzien", "deploy")


def module_of(path: Path) -> str:
    """`libs/delivery/work.py` -> `libs.delivery.work`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> Iterator[Path]:
    """Every Python file of the product itself."""
    for top in OURS:
        yield from sorted((ROOT / top).rglob("*.py"))


@cache
def imported(path: Path) -> set[str]:
    """Full names of the modules that the file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found
