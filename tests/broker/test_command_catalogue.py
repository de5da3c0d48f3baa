"""`omzien offerings` and `omzien scan`: what the helpdesk and the service consultation type."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from libs.delivery.clock import new_id
from omzien import system
from omzien.errors import Advice
from tests.broker.command import listening, told, typed
from tests.broker.matching_letters import Teller, clarified, register, shopping, volunteer
from tests.broker.signalling_letters import event, worry
from tests.broker.test_matching_catalogue import course
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def up(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[dict[str, Served]]:
    """Matching and signalling run, and the command finds them."""
    async with AsyncExitStack() as running:
        served = {name: await running.enter_async_context(world.serving(name)) for name in ("matching", "signalling")}
        urls = {name: await running.enter_async_context(listening(each)) for name, each in served.items()}
        told(world.folder / "run.json", world, urls)
        monkeypatch.setattr(system, "RECORD", world.folder / "run.json")
        for name in ("OMZIEN_PEERS", "OMZIEN_TOKEN_FILE"):
            monkeypatch.delenv(name, raising=False)
        yield served


async def test_a_helpdesk_volunteer_finds_what_is_open_and_reads_how_far_was_looked(up: dict[str, Served]) -> None:
    assert "The catalogue is empty" in (await typed("offerings", "kookcursus")).output
    hours = [{"weekday": 2, "opens": "09:00", "closes": "12:00"}]
    await register(up["matching"], course(hours=hours, neighbourhood="de-bilt-oost", serves=["de-bilt-oost"]))
    found = await typed("offerings", "kookcursus", "--postcode", "3731KX", "--open-at", "tue 9:30")
    assert found.exit_code == 0, found.output
    assert "Nothing reaches de-bilt-west: these are in its district." in found.output
    assert "Koken voor alleenstaanden" in found.output
    assert "tue 09:00-12:00" in found.output
    elsewhere = await typed("offerings", "kookcursus", "--postcode", "9999ZZ")
    assert "in none of the neighbourhoods" in elsewhere.output
    closed = await typed("offerings", "--category", "courses", "--open-at", "tue 12:00")
    assert "Nothing in the catalogue answers that" in closed.output


async def test_what_is_no_moment_and_no_place_is_told_with_what_to_give(up: dict[str, Served]) -> None:
    for options, advice in (
        (("--open-at", "noon"), "give tue, 14:00 or 'tue 14:00'"),
        (("--open-at", "tue 25:00"), "open_at"),
        (("--neighbourhood", "atlantis"), "use one of"),
    ):
        refused = await typed("offerings", *options)
        assert isinstance(refused.exception, Advice)
        assert advice in str(refused.exception)


async def test_a_neighbourhood_stands_on_one_page_with_what_neighbours_worry_about(up: dict[str, Served]) -> None:
    await register(up["matching"], volunteer())
    for number in range(5):
        await up["signalling"].http.post("/v1/signals", json=event(worry(number, kind="loneliness")))
        elsewhere = {"street": "Dorpsstraat", "house_number": str(number), "postcode": "3732 AB", "town": "De Bilt"}
        of_others = worry(kind="nuisance", address=elsewhere, person=None)
        await up["signalling"].http.post("/v1/signals", json=event(of_others))
    page = await typed("scan", "de-bilt-west", "--weeks", "4")
    assert page.exit_code == 0, page.output
    lines = {line.split("  ")[0].strip(): line for line in page.output.splitlines()}
    assert "2~ 2/2" in lines["services"]
    assert "nobody offers it" in lines["care"]
    assert "rises" in lines["loneliness"]
    assert "nuisance" not in lines, "that is of another neighbourhood"


async def test_the_agenda_of_the_service_consultation_is_a_paper(up: dict[str, Served], world: World) -> None:
    cases = [new_id() for _ in range(3)]
    for case in cases:
        await Teller(world, "intake").tell(case, clarified(case, shopping()))
    gaps = "select count(*) from gap where cases = 3"
    await eventually(lambda: up["matching"].scalar(gaps), what="a gap of three households")
    shown = await typed("gaps", "de-bilt-west")
    assert shown.exit_code == 0, shown.output
    assert "Agenda van het dienstenoverleg, de-bilt-west, " in shown.output
    assert "diensten" in shown.output and "Er kwamen geen signalen." in shown.output
    for ending, words in (
        (".md", "| de-bilt-west | diensten |"),
        (".csv", ";de-bilt-west;diensten;"),
        (".json", '"enough": 3'),
    ):
        file = world.folder / f"agenda{ending}"
        written = await typed("gaps", "--to", str(file))
        assert written.exit_code == 0, written.output
        assert words in file.read_text()
    refused = await typed("gaps", "--to", str(world.folder / "agenda.docx"))
    assert "ends in .md, .csv or .json" in str(refused.exception)
    refused = await typed("gaps", "atlantis")
    assert "There is no neighbourhood atlantis" in str(refused.exception)
