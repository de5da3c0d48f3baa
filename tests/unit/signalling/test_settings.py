"""A partner's token must not open everything: the start says so."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.signalling.settings import Settings

EVERYTHING, PARTNERS = "a-token-that-opens-everything", "a-token-of-dokter-jansen"


def _settings(folder: Path, partner_token: str) -> Settings:
    for name, held in (
        ("tokens", EVERYTHING),
        ("partners", f"{partner_token} urn:huisarts gp"),
        ("key", "00" * 32),
    ):
        (folder / name).write_text(held)
    return Settings(
        amqp_url="amqp://x",
        database_url="postgresql://x",
        token_file=folder / "tokens",
        key_file=folder / "key",
        partner_token_file=folder / "partners",
    )


def test_partners_have_tokens_of_their_own(tmp_path: Path) -> None:
    assert _settings(tmp_path, PARTNERS).partners.keys() == {PARTNERS}


def test_the_file_of_partners_is_read_at_the_start(tmp_path: Path) -> None:
    settings = _settings(tmp_path, PARTNERS)
    (tmp_path / "partners").unlink()
    assert settings.partners.keys() == {PARTNERS}


def test_a_partners_token_that_opens_everything_is_refused_without_telling_it(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="opens everything: take another") as refused:
        _settings(tmp_path, EVERYTHING)
    [fault] = refused.value.errors()
    assert fault["loc"] == ("partner_token_file",)
    assert EVERYTHING not in fault["msg"]
