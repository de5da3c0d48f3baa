"""Files of the social map: every row of them is told of, and nothing of it is lost without a word."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from libs.delivery.settings import REFERENCE
from omzien.errors import Advice
from omzien.examples import SOCIAL_MAP
from omzien.hsds import checking
from omzien.hsds.ohana import Folder
from omzien.hsds.rows import File, Json, Noun, Row
from tests.unit.matching.hsds.documents import service

TABLE = checking.table(REFERENCE / "hsds-categories.toml", datetime.now(UTC))

ORGANIZATIONS = "id,name,description,website\n1,De Brug,Een buurthuis,https://brug.example\n"
LOCATIONS = (
    "id,organization_id,name,latitude,longitude,languages,virtual,admin_emails\n"
    '1,1,Buurthuis,52.1,5.2,"Dutch, Chinese (Cantonese, Mandarin)",false,joke@brug.example\n'
)
SERVICES = (
    "id,location_id,name,description,status,service_areas,taxonomy_ids,keywords,audience\n"
    '1,1,Eettafel,Samen eten,active,"West, Oost","102, 999",Meals,Ouderen\n'
)
TERMS = "taxonomy_id,name,parent_id,parent_name\n102,Food,,\n103,Housing,,\n"


def asked(noun: Noun, rows: Any) -> Iterator[Json]:
    return checking.check(noun, rows, TABLE)


def folder(path: Path, **files: str) -> Folder:
    """A folder of one organization with one service, and what else is told."""
    told = {"organizations": ORGANIZATIONS, "locations": LOCATIONS, "services": SERVICES, "taxonomy": TERMS} | files
    for name, text in told.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return Folder.of(path, "brug")


def results(given: Folder) -> dict[tuple[str, int], Json]:
    """What is told, by file and row. Every row of every file is told of once."""
    lines = list(given.lines(asked))
    found = {(Path(each["file"]).stem, each["row"]): each for each in lines}
    assert len(lines) == len(found) == given.count
    return found


def documents(given: Folder, file: str) -> list[Json]:
    return [row.document for (name, _), row in given.joined.documents.items() if name == f"{file}.csv"]


def test_files_are_joined_to_one_service_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    given = folder(
        tmp_path,
        addresses="id,location_id,address_1,city,state_province,postal_code,country\n1,1,Dorp 1,Bilt,UT,3731AB,NL\n",
        contacts="id,location_id,organization_id,service_id,name,email\n1,1,,,Balie,balie@brug.example\n",
        phones="id,contact_id,location_id,number,number_type,extension,vanity\n1,1,,030,voice,12,BRUG\n",
        regular_schedules="id,location_id,service_id,weekday,opens_at,closes_at\n1,,1,Monday,9am,4:30 PM\n",
    )
    found = results(given)
    assert {each["result"] for each in found.values()} == {"valid", "joined", "unused"}
    assert found["taxonomy", 2]["result"] == "unused"
    [told] = documents(given, "services")
    [at] = told["service_at_locations"]
    assert at["location"]["addresses"][0]["postal_code"] == "3731AB"
    assert at["location"]["contacts"][0]["phones"][0] | {"id": "", "contact_id": ""} == {
        "id": "",
        "contact_id": "",
        "number": "030",
        "type": "voice",
        "extension": 12,
        "vanity": "BRUG",
    }
    assert [each["name"] for each in at["location"]["languages"]] == ["Dutch", "Chinese (Cantonese, Mandarin)"]
    [hours] = told["schedules"]
    assert (hours["byday"], hours["opens_at"], hours["closes_at"]) == ("MO", "09:00", "16:30")
    assert [each["name"] for each in told["service_areas"]] == ["West", "Oost"]
    assert [each["taxonomy_term"]["name"] for each in told["attributes"]] == ["Meals", "Food", "999"]
    assert (told["organization"]["name"], told["audience"]) == ("De Brug", "Ouderen")
    [organization] = documents(given, "organizations")
    assert organization["locations"] == [at["location"]]


def test_what_is_left_out_or_unknown_is_remarked_on(tmp_path: Path) -> None:
    given = folder(tmp_path)
    found = results(given)
    assert "admin_emails" in str(found["locations", 1]["remarks"])
    assert "999" in str(found["services", 1]["remarks"])
    assert "joke@" not in str(documents(given, "services"))


@pytest.mark.parametrize(
    ("file", "text", "reason", "named"),
    [
        ("phones", "id,location_id,number\n1,7,030\n", "not-joined", "number 7 of locations.csv"),
        ("phones", "id,location_id,number\n1,,030\n", "not-joined", "belongs to nothing"),
        ("phones", "id,location_id,number\n1,1,\n", "not-hsds", "number"),
        ("phones", "id,location_id,number\n,1,030\n", "no-id", "id"),
        ("phones", "id,location_id,number\n1,1,030,1\n", "not-read", "4 cells"),
        ("contacts", "id,location_id,email\n1,1,balie\n", "not-hsds", "email"),
        ("regular_schedules", "id,location_id,weekday,opens_at\n1,1,Noday,9am\n", "not-read", "weekday"),
        ("regular_schedules", "id,location_id,weekday,opens_at\n1,1,Monday,13pm\n", "not-read", "opens_at"),
        ("horoscopes", "id,service_id\n1,1\n", "unknown-file", "horoscopes.csv"),
    ],
)
def test_a_row_that_cannot_be_joined_is_refused_alone(
    tmp_path: Path, file: str, text: str, reason: str, named: str
) -> None:
    found = results(folder(tmp_path, **{file: text}))
    row = found.pop((file, 1))
    assert (row["result"], row["reason"]) == ("refused", reason)
    assert named in row["detail"]
    assert not any(each["result"] == "refused" for each in found.values())


def test_the_second_row_of_a_number_is_refused(tmp_path: Path) -> None:
    found = results(folder(tmp_path, phones="id,location_id,number\n1,1,030\n1,1,031\n"))
    assert [found["phones", row]["reason"] for row in (1, 2)] == [None, "twice"]


def test_a_part_of_what_was_refused_is_refused_with_it(tmp_path: Path) -> None:
    unsorted = SERVICES.replace("Eettafel,Samen eten", "Xyz,Qwert").replace('"102, 999",Meals', ",")
    phone = "id,service_id,number\n1,1,030\n"
    found = results(folder(tmp_path, services=unsorted, phones=phone))
    assert found["services", 1]["reason"] == "no-category"
    assert (found["phones", 1]["reason"], "services.csv row 1" in found["phones", 1]["detail"]) == (
        "with-its-whole",
        True,
    )
    assert found["locations", 1]["result"] == "joined", "its organization has it"


def test_the_same_folder_has_the_same_ids_and_that_of_another_partner_has_others(tmp_path: Path) -> None:
    [once], [again] = documents(folder(tmp_path), "services"), documents(folder(tmp_path), "services")
    [other] = [
        row.document for row in Folder.of(tmp_path, "huis").joined.documents.values() if "status" in row.document
    ]
    assert once == again
    assert once["id"] != other["id"]


@pytest.mark.parametrize(
    "text",
    [
        orjson.dumps([service(), service()]),
        orjson.dumps({"total_items": 2, "contents": [service(), service()], "page": 1}),
        orjson.dumps(service()) + b"\n" + orjson.dumps(service()) + b"\n",
    ],
)
def test_a_list_a_page_and_lines_are_the_same(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(text)
    file = File(path, "services")
    assert list(file.rows()) == [Row(str(path), 1, service()), Row(str(path), 2, service())]
    assert [each["result"] for each in file.lines(asked)] == ["valid", "valid"]


def test_what_is_no_document_is_refused_by_row(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(orjson.dumps([7, service(), {"id": "x"}, service(attributes=[], name="Xyz", description="Qwert")]))
    told = [(each["row"], each["result"], each["reason"]) for each in File(path, "services").lines(asked)]
    assert told == [
        (1, "refused", "not-hsds"),
        (2, "valid", None),
        (3, "refused", "not-hsds"),
        (4, "refused", "no-category"),
    ]


@pytest.mark.parametrize(("text", "said"), [(b"[{},", "is not JSON"), (b"", "holds no"), (b"[]", "holds no")])
def test_a_file_that_is_none_is_told_before_anything_is_sent(tmp_path: Path, text: bytes, said: str) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(text)
    with pytest.raises(Advice, match=said):
        File(path, "services")


def test_a_folder_that_is_none_and_one_of_nobody_are_told(tmp_path: Path) -> None:
    with pytest.raises(Advice, match=r"services\.csv"):
        Folder.of(tmp_path, "brug")
    folder(tmp_path)
    with pytest.raises(Advice, match="--partner"):
        Folder.of(tmp_path, None)


def test_the_example_could_be_put_in() -> None:
    assert {each["result"] for each in File(SOCIAL_MAP, "services").lines(asked)} == {"valid"}
