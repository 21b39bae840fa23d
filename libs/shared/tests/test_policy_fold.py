"""Whose memory a fact reaches."""

from dataclasses import replace

import pytest

from nineteen.shared.policy import Policy
from nineteen.shared.runtime.codec import Codec
from nineteen.shared.runtime.keys import KeyRing
from nineteen.shared.runtime.policy_fold import PolicyFold
from nineteen.shared.schema.ids import Stream, natural_id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.testing.given import COUNSELOR, NOON
from nineteen.shared.testing.memory.key_store import MemoryKeyStore
from nineteen.shared.testing.turnstile import PersonPassed, Seen, lock_up

GATE = natural_id("gate")


@pytest.fixture
def codec() -> Codec:
    return Codec(KeyRing(MemoryKeyStore(), bytes(32)))


def passed(tenant: str) -> Recorded:
    event = PersonPassed(turnstile=GATE, hall="east", person=GATE, name="Ida Lund", count=1)
    stream = Stream(tenant, "turnstile", GATE)
    return Recorded(event, stream, 1, "0.0", NOON, NOON, COUNSELOR)


def test_two_agencies_with_the_same_id_do_not_share_a_memory(codec: Codec) -> None:
    fold = PolicyFold(lock_up, codec)

    assert fold.keys(passed("cascade")) != fold.keys(passed("rainier"))


def test_what_hears_the_commons_remembers_across_agencies(codec: Codec) -> None:
    shared: Policy[Seen] = replace(lock_up, hears_commons=True)
    fold = PolicyFold(shared, codec)

    assert fold.keys(passed("cascade")) == fold.keys(passed("commons"))
