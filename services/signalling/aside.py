"""What is kept aside of a message that was refused: all of it, but who told it when nobody may know."""

from base64 import b64decode, b64encode
from contextlib import suppress

import orjson

from libs.contracts.signals import Discretion


def kept_aside(body: bytes) -> bytes:
    """The body, without the reporter of what was told anonymously, as far as it can be read."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    if not isinstance(told, dict):
        return body
    hidden = False
    # in binary mode the body is the data itself
    for data in (told, told.get("data")):
        if isinstance(data, dict) and data.get("discretion") == Discretion.ANONYMOUS:
            hidden |= data.pop("reporter", None) is not None
    with suppress(ValueError, TypeError):
        encoded = b64decode(told.get("data_base64", b""))
        if (kept := kept_aside(encoded)) != encoded:
            hidden, told["data_base64"] = True, b64encode(kept).decode()
    return orjson.dumps(told) if hidden else body
