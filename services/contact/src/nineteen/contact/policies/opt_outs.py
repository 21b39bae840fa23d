"""Opt-outs (P8, the part that binds every agency): nobody asks this person again, for ever."""

from nineteen.contact.domain.slot_commands import Block
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import ContactOptedOut
from nineteen.shared.schema.ids import COMMONS
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: the ledger knows whether it is closed."""


def key(r: Recorded) -> str | None:
    match r.event:
        case ContactOptedOut(scope="anyone", contact=contact):
            return contact
        case _:
            return None


def react(m: Nothing, r: Recorded) -> tuple[Nothing, list[Todo]]:
    match r.event:
        case ContactOptedOut(ledger=ledger):
            # For ever has no date, so the host's zone does not matter.
            block = Block(reason="opted_out", on=r.occurred_at.date(), zone="UTC")
            return m, [Todo("block", Target("contact-ledger", ledger, COMMONS), block)]
        case _:
            return m, []


opt_outs: Policy[Nothing] = Policy("opt-outs", Nothing, key, react)
