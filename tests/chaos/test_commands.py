"""The process that takes commands dies or loses its answers: each command is kept once."""

from random import Random

import pytest

from nineteen.shared.runtime.ports import Commit
from nineteen.shared.testing.faults import Aim, Strike, dies_after, dies_before, goes_away
from nineteen.shared.testing.invariants import ends_well
from nineteen.shared.testing.on_servers import OnServers
from nineteen.shared.testing.passers_by import PassersBy
from nineteen.shared.testing.simulation import Run, goes_on

pytestmark = pytest.mark.cluster
APPEND = "contact-store.append"


def of_people(commit: Commit) -> bool:
    return not commit.actor.startswith("policy")


def appended(chance: Random, strike: Strike) -> Aim:
    """One of the first commands that people send."""
    return Aim(APPEND, chance.randint(1, 8), strike, of_people)


@pytest.mark.fault("F-01", checks="I1 I2 I3 I4 I6 I7")
async def test_a_command_whose_process_dies_before_the_insert_is_kept_when_it_is_sent_again(
    run: Run[OnServers],
) -> None:
    run.installed.faults.aim(appended(run.chance, dies_before))

    await goes_on(run, PassersBy(), until=APPEND)

    await ends_well(run)


@pytest.mark.fault("F-02", checks="I1 I2 I3 I4 I6 I7")
async def test_a_command_whose_process_dies_after_the_insert_is_told_what_it_did(
    run: Run[OnServers],
) -> None:
    run.installed.faults.aim(appended(run.chance, dies_after))

    await goes_on(run, PassersBy(), until=APPEND)
    await ends_well(run)

    assert [line for line in run.trace if line.endswith(" True")]


@pytest.mark.fault("F-03", checks="I1 I2 I3 I4 I6 I7")
async def test_a_command_whose_caller_goes_away_is_kept_once_or_not_at_all(
    run: Run[OnServers],
) -> None:
    for _ in range(3):
        run.installed.faults.aim(appended(run.chance, goes_away))

    await goes_on(run, PassersBy(), until=APPEND)

    await ends_well(run)
