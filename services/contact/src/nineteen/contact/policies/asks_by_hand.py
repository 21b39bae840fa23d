"""Asks by phone, letter or in person: kept ready for a while, and told to the shared ledger."""

from nineteen.contact.domain.request import Hold
from nineteen.contact.domain.slot_commands import RecordOutsideAsk
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import AskMadeOutside, RequestCleared
from nineteen.shared.schema.ids import COMMONS
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: the request knows whether the ask was made."""


def key(r: Recorded) -> str | None:
    match r.event:
        case RequestCleared(ask=ask) | AskMadeOutside(ask=ask):
            return ask.request
        case _:
            return None


def react(m: Nothing, r: Recorded) -> tuple[Nothing, list[Todo]]:
    match r.event:
        case RequestCleared(ask=ask, round=last, until=until):
            hold = Hold(round=last, reason="not_sent_in_time")
            return m, [Todo(f"not-made/{last}", Target("request", ask.request), hold, until)]
        case AskMadeOutside() as made:
            record = RecordOutsideAsk(
                reservation=made.ask.request,
                round=made.round,
                on=made.made_on,
                until=made.expires_at,
                zone="UTC",
            )
            ledger = Target("contact-ledger", made.contact_ledger, COMMONS)
            return m, [Todo("outside", ledger, record)]
        case _:
            return m, []


asks_by_hand: Policy[Nothing] = Policy("asks-by-hand", Nothing, key, react)
