"""SQL stands in `.sql` files: `-- name: lock_cases`, a line that says what for, then one statement."""

import re
from collections.abc import Iterator
from pathlib import Path

HEAD = re.compile(r"^-- name: (\w+)\n-- (.+)\n", re.MULTILINE)


class Statements:
    """The statements of a folder, as attributes: `SQL.lock_cases`."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    @classmethod
    def read(cls, folder: Path) -> "Statements":
        """Raises ValueError when a name stands twice or a file has a statement without name and description."""
        texts: dict[str, str] = {}
        for path in sorted(folder.glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            heads = list(HEAD.finditer(text))
            if not heads or text[: heads[0].start()].strip():
                raise ValueError(f"{path} must begin with '-- name: ...' and a line of description")
            for head, following in zip(heads, [*heads[1:], None], strict=True):
                if head[1] in texts:
                    raise ValueError(f"{path}: the statement {head[1]} stands twice")
                texts[head[1]] = text[head.end() : following.start() if following else None].strip().rstrip(";")
        return cls(texts)

    def __getattr__(self, name: str) -> str:
        try:
            return self._texts[name]
        except KeyError:
            raise AttributeError(f"there is no statement {name}") from None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._texts.items())
