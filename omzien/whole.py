"""A file that is there as a whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from omzien.errors import Advice


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Written beside its place and put there at the end, so that half a file never passes for a whole one.

    Its `name` is where it is meanwhile. Readable for its owner alone. Raises Advice when nothing can be written there,
    before anything else is done.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: name a file that you may write") from None
    os.close(descriptor)
    half = Path(name)
    try:
        with half.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        try:
            half.replace(path)
        except OSError as error:
            raise Advice(f"{path}: {error.strerror}: name a file that you may write") from None
    finally:
        half.unlink(missing_ok=True)
