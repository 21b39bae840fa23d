"""Rounds of the gate: what a request has left behind reserves nothing any more."""

from typing import assert_never

from nineteen.contact.domain.request import requests
from nineteen.contact.domain.request.state import (
    Answered,
    Approved,
    Cleared,
    Draft,
    Expired,
    Held,
    Request,
    Sent,
    Unwritten,
    Withdrawn,
)
from nineteen.contact.domain.slot_commands import ReserveSlot, SlotCommand
from nineteen.shared.decider import Facts, Ref


def request_behind(reservation: str, agency: str | None = None) -> tuple[Ref, ...]:
    """The request for which something is to be reserved."""
    return (Ref(requests, reservation, agency),)


def is_overtaken(facts: Facts, reservation: str, number: int) -> bool:
    """Whether the request is not in this round, or on the way to it, any more."""
    return not is_open_to(facts.of(requests, reservation), number)


def slot_needs(_slots: object, command: SlotCommand) -> tuple[Ref, ...]:
    """A slot is for a request that still goes; a late yes has its own way."""
    if not isinstance(command, ReserveSlot) or command.late_yes:
        return ()
    return request_behind(command.reservation, command.agency)


def is_slot_overtaken(command: SlotCommand, facts: Facts) -> bool:
    """Whether a slot is asked for in vain."""
    if not isinstance(command, ReserveSlot) or command.late_yes:
        return False
    return is_overtaken(facts, command.reservation, command.round)


def is_open_to(request: Request, number: int) -> bool:
    match request:
        case Approved(round=own):
            return number >= own  # an offer may be quicker than the word that it waits
        case Held(round=own, queued=queued):
            return queued and number > own
        case Unwritten():
            return True  # ledgers are asked for requests of which they know nothing else
        case Draft() | Cleared() | Sent() | Answered() | Expired() | Withdrawn():
            return False
    assert_never(request)
