"""What a wrong table of categories answers, before anything is sorted by it."""

from pathlib import Path

import pytest

from libs.delivery.policies import read
from services.matching.hsds.categories_file import CategoriesFile
from tests.unit.matching.hsds.documents import TABLE, TABLE_FILE

TEXT = TABLE_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('categories = ["eating"]', 'categories = ["eten"]', r"rules\.0\.categories"),
        ('categories = ["eating"]', "categories = []", r"rules\.0\.categories"),
        ("rung = 3", "rung = 1", "rung"),
        ("rung = 5", "rung = 6", "rung"),
        ("capacity = 25", "capacity = 0", "capacity"),
        ('codes = ["102*", "101-03*"]', 'codes = ["1*2"]', r"may end with \*"),
        ('skills = ["cooking"]', 'skils = ["cooking"]', "skils"),
        ('words = ["hospice", "palliatie"]', 'words = ["..."]', "need a letter"),
        ('words = ["verslaving", "addict", "alcoholi"]', 'words = ["a"]', "words"),
        ("[[rules]]", '[[rules]]\ncategories = ["care"]\n[[rules]]', "codes, names or words"),
    ],
)
def test_it_names_the_file_and_the_fault(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    assert was in TEXT
    path = tmp_path / "table.toml"
    path.write_text(TEXT.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"table.toml: (?s:.*){says}"):
        read(path, CategoriesFile)


def test_a_municipality_may_say_where_everything_else_belongs(tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(TEXT.replace("# otherwise", "otherwise"), encoding="utf-8")
    sorted_ = read(path, CategoriesFile).sort([], ["Xyz"])
    assert sorted_ is not None
    assert sorted_.categories == ("information",)
    assert TABLE.sort([], ["Xyz"]) is None
