"""`omzien neighbourhoods`: a file is checked before a service is given it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from omzien.__main__ import app
from omzien.errors import Advice

OWN = Path(__file__).parents[1] / "contracts" / "amsterdam.csv"


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["neighbourhoods", *arguments])
    if done.exception:
        raise done.exception
    return done.output


def test_a_file_is_counted_and_its_neighbourhoods_are_listed() -> None:
    lines = shown(str(OWN)).splitlines()
    assert lines[-1].startswith("8 postcodes and 0 ranges in 7 neighbourhoods (0 with coordinates) of 5 districts")
    assert "noord-oost                               Oost, Noord, amsterdam" in lines


def test_a_postcode_is_looked_up() -> None:
    assert shown(str(OWN), "1016ek").split() == ["centrum-west", "Centrum-West,", "Centrum,", "amsterdam"]
    with pytest.raises(Advice, match="3731AB is in no neighbourhood of"):
        shown(str(OWN), "3731AB")


def test_what_is_wrong_is_said_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "zeist.csv").write_text("3700AA;Zeist;Noord\n3701;Zeist\n")
    with pytest.raises(Advice, match=r"zeist\.csv, line 2: has 2 columns instead of 3"):
        shown(str(tmp_path / "zeist.csv"))
    with pytest.raises(Advice, match="No such file"):
        shown(str(tmp_path / "none.csv"))
