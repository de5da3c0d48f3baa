"""The terms of plans that a demo goes by: the reference, but for weeks that a demo does not have."""

import re
from pathlib import Path

from libs.delivery.settings import REFERENCE

SOURCE = REFERENCE / "arrangement-policy.toml"

#: How long a lighter way runs before somebody looks whether it holds.
FOLLOW_UP = re.compile(r"(?ms)(^\[follow_up\]$.*?^weeks = )\d+$")


def without_waiting(folder: Path) -> dict[str, str]:
    """Written there; what to put into the services' environment. Whether a step holds is asked on the day itself: the
    years of the story take a minute.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / SOURCE.name
    file.write_text(FOLLOW_UP.sub(r"\g<1>0", SOURCE.read_text()))
    return {"OMZIEN_ARRANGEMENT_POLICY_FILE": str(file)}
