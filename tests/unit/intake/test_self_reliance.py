"""The eight life domains and the thirteen of the self-reliance matrix: told in each other, and never for the better."""

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.words import LifeDomain
from services.intake.domain.self_reliance import MatrixDomain, parts_of, to_life_domains, to_matrix

SCORES = st.integers(1, 5)
MATRIX = st.dictionaries(st.sampled_from(MatrixDomain), SCORES)
EIGHT = st.dictionaries(st.sampled_from(LifeDomain), SCORES)


def test_each_of_the_thirteen_belongs_to_one_of_the_eight_and_only_meaning_has_none() -> None:
    assert len(MatrixDomain) == 13
    told = [part for domain in LifeDomain for part in parts_of(domain)]
    assert sorted(told) == sorted(MatrixDomain)
    assert [domain for domain in LifeDomain if not parts_of(domain)] == [LifeDomain.MEANING]


@given(matrix=MATRIX)
def test_a_life_domain_is_as_low_as_the_lowest_of_its_parts_and_no_part_is_lost(
    matrix: dict[MatrixDomain, int],
) -> None:
    eight = to_life_domains(matrix)
    assert eight.keys() == {part.belongs_to for part in matrix}
    for domain, score in eight.items():
        assert score == min(matrix[part] for part in parts_of(domain) if part in matrix)


@given(matrix=MATRIX)
def test_what_was_scored_apart_comes_back_as_it_was_with_nothing_guessed_beside_it(
    matrix: dict[MatrixDomain, int],
) -> None:
    assert to_matrix(to_life_domains(matrix), matrix) == matrix


@given(eight=EIGHT)
def test_what_was_scored_as_a_whole_comes_back_but_for_meaning(eight: dict[LifeDomain, int]) -> None:
    survives = {domain: score for domain, score in eight.items() if parts_of(domain)}
    assert to_life_domains(to_matrix(eight, {})) == survives


@given(eight=EIGHT, matrix=MATRIX)
def test_both_together_never_show_a_better_score_than_was_given(
    eight: dict[LifeDomain, int], matrix: dict[MatrixDomain, int]
) -> None:
    whole = {domain: score for domain, score in eight.items() if domain not in to_life_domains(matrix)}
    together = to_matrix(whole, matrix)
    assert together.items() >= matrix.items()
    assert all(score <= whole.get(part.belongs_to, matrix.get(part, 0)) for part, score in together.items())
