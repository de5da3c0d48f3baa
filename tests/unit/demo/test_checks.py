"""The comparison of sets tells what is lost, doubled, or without a cause; and nothing where nothing is."""

from datetime import UTC, datetime
from uuid import uuid4

from libs.contracts import cases, signals
from libs.contracts.words import ReporterCategory, SignalKind, Urgency, WayIn
from omzien.demo.checks import Checks, compare
from omzien.demo.partners import Receipt, Sent
from omzien.demo.subscriber import Subscriber
from tests.unit.demo.events import CASE, heard, told

KEY = ("urn:partner", "1")
SIGNAL = uuid4()


def test_each_cause_with_its_one_effect_holds() -> None:
    assert compare("", [1, 2], [2, 1]).holds


def test_what_is_lost_doubled_or_without_a_cause_is_named() -> None:
    check = compare("", ["a", "b"], ["b", "b", "c"])
    assert (check.lost, check.doubled, check.strange) == (("a",), ("b",), ("c",))


def test_on_a_shared_system_effects_of_others_are_none_of_ours() -> None:
    assert compare("", ["a"], ["a", "theirs"], alone=False).holds


def accepted() -> signals.SignalAccepted:
    return signals.SignalAccepted.model_validate(
        {
            "kind": SignalKind.NUISANCE,
            "urgency": Urgency.ROUTINE,
            "reporter": ReporterCategory.HOUSING,
            "certainty": "likely",
        }
    )


def checks(subscriber: Subscriber, broken: bool = False) -> Checks:
    sent = Sent({KEY: datetime.now(UTC)}, {KEY} if broken else set())
    return Checks(subscriber, sent, alone=True)


def failing(found: Checks, receipts: dict[tuple[str, str], Receipt]) -> set[str]:
    return {check.promise for check in found.effects(receipts) if not check.holds}


def test_a_message_that_became_one_signal_holds() -> None:
    one = heard(told(accepted(), SIGNAL))
    assert not failing(checks(one), {KEY: Receipt("received", SIGNAL)})


def test_a_message_of_which_signalling_knows_nothing_is_lost() -> None:
    assert failing(checks(heard()), {}) == {"every accepted signal is told once"}


def test_a_signal_that_was_told_twice_is_doubled() -> None:
    twice = heard(told(accepted(), SIGNAL), told(accepted(), SIGNAL, 2))
    [check] = [each for each in checks(twice).effects({KEY: Receipt("received", SIGNAL)}) if not each.holds]
    assert check.doubled == (str(SIGNAL),)


def test_a_sound_message_that_was_refused_differs() -> None:
    assert "every broken record is refused, and nothing else" in failing(
        checks(heard()), {KEY: Receipt("refused", None)}
    )


def test_two_open_cases_of_one_household_differ() -> None:
    household = uuid4()
    both = [
        told(cases.CaseOpened(caseid=id_, household=household, way_in=WayIn.HELPDESK, urgency=Urgency.ROUTINE), id_)
        for id_ in (uuid4(), uuid4())
    ]
    assert "every household has at most one open case" in failing(checks(heard(*both), broken=True), {})


def test_a_gap_in_the_sequence_and_an_event_out_of_order_are_named() -> None:
    planned = cases.CaseFirstContactMade(caseid=CASE)
    right = checks(heard(told(planned, CASE, 1), told(planned, CASE, 2)))
    wrong = checks(heard(told(planned, CASE, 2), told(planned, CASE, 1)))
    assert all(check.holds for check in right.events({each.key for each in right.heard.events}))
    [check] = [each for each in wrong.events({each.key for each in wrong.heard.events}) if not each.holds]
    assert len(check.strange) == 2


def test_an_event_that_only_the_stream_has_is_lost() -> None:
    found = checks(heard()).events({("urn:test", "9")})
    assert [check.lost for check in found if not check.holds] == [("('urn:test', '9')",)]


def test_signallings_own_count_is_compared_with_what_was_sent_and_told() -> None:
    one = checks(heard(told(accepted(), SIGNAL)))
    counted = {"accepted": 1, "amendments": 0, "refused": 0, "duplicates": 0}
    assert one.counts(counted).holds
    assert one.counts(counted | {"duplicates": 1}).strange == ("duplicates is 1, not 0",)
