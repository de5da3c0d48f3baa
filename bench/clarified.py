"""Clarified cases, told as intake tells them: work for matching and arrangement."""

import asyncio
import random

import aio_pika
import orjson

from bench import catalogue
from libs.contracts.cases import CaseClarified
from libs.contracts.envelope import CONTENT_TYPE, routing_key, schema_of, source_of
from libs.contracts.topology import EVENTS
from libs.delivery.clock import new_id

#: Publisher confirms in flight.
WINDOW = 200


async def tell(amqp_url: str, count: int, neighbourhood: str, chance: random.Random) -> None:
    """So many cases with two needs each. Returns when the broker has them; what comes of them takes its time."""
    letters = [_letter(neighbourhood, chance) for _ in range(count)]
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        events = await channel.get_exchange(EVENTS)
        for start in range(0, count, WINDOW):
            await asyncio.gather(*(events.publish(letter, key) for key, letter in letters[start : start + WINDOW]))


def _letter(neighbourhood: str, chance: random.Random) -> tuple[str, aio_pika.Message]:
    case, id_ = new_id(), str(new_id())
    told = CaseClarified(
        caseid=case,
        neighbourhood=neighbourhood,
        complex=False,
        case_holder=new_id(),
        scores={},
        needs=tuple(catalogue.need(chance)[1] for _ in range(2)),
    )
    body = orjson.dumps(
        {
            "specversion": "1.0",
            "id": id_,
            "source": source_of("0" * 20, "intake"),
            "type": told.type,
            "subject": str(case),
            "time": "2026-01-05T10:00:00Z",
            "sequence": "1",
            "sequencetype": "Integer",
            "datacontenttype": "application/json",
            "dataschema": schema_of(told.type),
            "correlationid": id_,
            "causationid": id_,
            "actor": "system",
            "data": orjson.Fragment(told.model_dump_json().encode()),
        }
    )
    message = aio_pika.Message(body, content_type=CONTENT_TYPE, message_id=id_, delivery_mode=2)
    return routing_key(told.type, neighbourhood), message
