"""`omzien neighbourhoods`: whether a municipality's own file can be used, before a service is given it."""

from pathlib import Path
from typing import Annotated

import typer

from libs.contracts import neighbourhoods_file
from libs.contracts.places import Place, Places
from omzien.console import out
from omzien.errors import Advice


def neighbourhoods(
    file: Annotated[Path, typer.Argument(help="The file: postcode;district;neighbourhood on each line.")],
    postcode: Annotated[str | None, typer.Argument(help="Look this one up.")] = None,
) -> None:
    """Check the file that says which postcode is in which neighbourhood, or look a postcode up in it."""
    try:
        places = neighbourhoods_file.read(file)
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise Advice(str(error)) from None
    if postcode is None:
        _show(places)
        return
    place = places.place(postcode)
    if place is None:
        raise Advice(f"{postcode} is in no neighbourhood of {file}: its cases will wait for the helpdesk to place them")
    out.print(_described(place))


def _show(places: Places) -> None:
    every = sorted(places.by_code.values(), key=lambda place: (place.municipality, place.district, place.neighbourhood))
    for place in every:
        out.print(_described(place))
    districts = {(place.municipality, place.district) for place in every}
    located = sum(place.latitude is not None for place in every)
    distances = "distances are known" if located == len(every) else f"{located} with coordinates"
    out.print(
        f"\n{places.postcodes:,} postcodes and {places.ranges:,} ranges in {len(every)} neighbourhoods ({distances}) "
        f"of {len(districts)} districts of {', '.join(sorted({place.municipality for place in every}))}"
    )


def _described(place: Place) -> str:
    return f"{place.neighbourhood:<40} {place.name}, {place.district_name}, {place.municipality}"
