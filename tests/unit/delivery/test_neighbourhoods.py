"""A changed file of neighbourhoods holds without a restart, and a wrong one never does."""

from pathlib import Path

import pytest

from libs.delivery import neighbourhoods
from libs.delivery.neighbourhoods import Neighbourhoods

BEFORE, AFTER = "3700AA;Zeist;Noord\n", "3700AA;Zeist;Noord\n3701AA;Zeist;Zuid\n"


class Watch:
    """Seconds after the file was written, as the service sees them."""

    def __init__(self, path: Path) -> None:
        self.path, self.after = path, 0.0

    def __call__(self) -> float:
        return self.path.parent.stat().st_mtime + self.after


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "zeist.csv"
    path.write_text(BEFORE)
    return path


def asked(own: Neighbourhoods) -> str:
    return own.current().neighbourhood("3701AA")


def test_a_changed_file_is_taken_up(path: Path) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    path.write_text(AFTER)
    watch.after = 60
    first = own.read_at
    assert asked(own) == "zuid"
    assert own.read_at > first
    assert own.fault is None


def test_a_file_that_is_being_written_is_left_alone_until_it_rests(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    for content in (AFTER[:-5], AFTER[:-3], AFTER):
        path.write_text(content)
        # an hour behind: a server's clock that the file's times are not of
        watch.after = -3600 + len(content)
        assert asked(own) == "unknown"
    watch.after += 2
    assert asked(own) == "zuid", "nothing changed between two looks"


def test_a_file_that_changes_while_it_is_read_is_not_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    path.write_text(AFTER)
    read = Path.read_bytes

    def interrupted(self: Path) -> bytes:
        content = read(self)
        self.write_text(AFTER + "3702AA;Zeist;Zu")
        return content

    monkeypatch.setattr(Path, "read_bytes", interrupted)
    watch.after = 60
    assert asked(own) == "unknown"


def test_a_wrong_file_is_refused_with_the_line_and_what_held_goes_on_to_hold(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    path.write_text("3700AA;Zeist;Noord\n3701AA;Zeist\n")
    for watch.after in (60, 62, 64):
        assert own.current().neighbourhood("3700AA") == "noord"
        assert own.fault == f"{path}, line 2: has 2 columns instead of 3: postcode, district, neighbourhood"
    assert capsys.readouterr().out.count("neighbourhoods_refused") == 1, "said once"
    path.write_text(AFTER)
    watch.after = 120
    assert asked(own) == "zuid"
    assert own.fault is None


def test_a_file_that_is_gone_for_a_while_changes_nothing(path: Path) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    aside = path.with_name("aside")
    path.rename(aside)
    watch.after = 60
    assert own.current().neighbourhood("3700AA") == "noord"
    assert own.fault == f"{path}: No such file or directory"
    aside.rename(path)
    watch.after = 120
    assert own.current().neighbourhood("3700AA") == "noord"
    assert own.fault is None


def test_a_link_to_another_file_is_a_change_as_where_a_cluster_mounts_it(path: Path) -> None:
    link, other = path.with_name("link.csv"), path.with_name("other.csv")
    link.symlink_to(path)
    watch = Watch(path)
    own = Neighbourhoods(link, watch)
    other.write_text(AFTER)
    path.with_name("next").symlink_to(other)
    path.with_name("next").replace(link)
    watch.after = 60
    assert asked(own) == "zuid"


def test_the_file_is_looked_at_once_a_second_at_most(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(path)
    own = Neighbourhoods(path, watch)
    looks, of = [], neighbourhoods._Stamp.of

    def looked(path: Path) -> object:
        looks.append(path)
        return of(path)

    monkeypatch.setattr(neighbourhoods._Stamp, "of", looked)
    for tenth in range(1, 35):
        watch.after = tenth / 10
        own.current()
    assert len(looks) == 3
