"""The paper in a file: a page of Markdown, or a table for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Mapping

from omzien.agenda.paper import Paper, Row, Table


def markdown(paper: Paper) -> str:
    """A page with a table under each heading."""
    return "\n".join([f"# {paper.title}", "", paper.remark, "", *(_section(each) for each in paper.tables)])


def _section(table: Table) -> str:
    lines = [f"## {table.title}", ""]
    if table.rows:
        lines += [_line(table.columns), _line(("---",) * len(table.columns)), *map(_line, table.rows)]
    else:
        lines.append(table.empty)
    return "\n".join([*lines, ""])


def _line(cells: Row) -> str:
    # a title with a bar or a new line in it would put what follows under another column
    return "| " + " | ".join(" ".join(each.replace("|", "\\|").split()) for each in cells) + " |"


def separated(paper: Paper) -> str:
    """All tables below one another, titles in the first column; `;` and a BOM, as Dutch spreadsheets ask."""
    file = io.StringIO()
    write = csv.writer(file, delimiter=";")
    for table in paper.tables:
        write.writerow(("onderwerp", *table.columns))
        write.writerows((table.title, *map(_harmless, row)) for row in table.rows)
        write.writerow(())
    return "\ufeff" + file.getvalue()


def _harmless(cell: str) -> str:
    """A title that begins like a formula would be worked out by the spreadsheet of whoever opens it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


#: By the ending of the file.
WRITINGS: Mapping[str, Callable[[Paper], str]] = {".md": markdown, ".csv": separated}
