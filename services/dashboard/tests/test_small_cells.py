"""Beyond a caseload fewer than ten people are not shown, nor what would give them away."""

import pytest

from nineteen.dashboard.api.small_cells import too_few


def people(count: int) -> set[str]:
    return {f"jobseeker {number}" for number in range(count)}


@pytest.mark.parametrize(
    ("shown", "everybody", "hidden"),
    [(9, 40, True), (10, 40, False), (0, 40, False), (40, 40, False), (31, 40, True), (9, 9, True)],
)
def test_fewer_than_ten_are_hidden_and_so_is_what_leaves_fewer_than_ten(
    shown: int, everybody: int, *, hidden: bool
) -> None:
    for role in ("supervisor", "auditor", "partner"):
        assert too_few(people(shown), people(everybody), role) is hidden


def test_one_sees_all_of_ones_own_caseload() -> None:
    assert not too_few(people(1), people(40), "counselor")
    assert not too_few(people(1), people(40), "jobseeker")
