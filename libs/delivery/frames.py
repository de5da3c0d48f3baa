"""A message whose AMQP properties cannot be decoded is a message without properties, not the end of the connection.

RabbitMQ does not look into properties; pamqp raises on the first byte that is not UTF-8, and aiormq then drops the
whole connection. The broker delivers the message again to the next one: a single malformed property of one partner
would keep a service from consuming for ever.
"""

from pamqp.commands import Basic
from pamqp.header import ContentHeader

_strict = ContentHeader.unmarshal


def install() -> None:
    """For the whole process; may be called again."""
    ContentHeader.unmarshal = _tolerant  # type: ignore[method-assign, assignment]


def _tolerant(header: ContentHeader, data: bytes) -> None:
    try:
        _strict(header, data)
    except Exception:
        if not header.body_size and len(data) < 12:
            raise
        header.properties = Basic.Properties()
