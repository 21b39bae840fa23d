"""HostLimit (P14): what a host said of themselves reaches the ledger that every agency asks."""

from nineteen.contact.domain.slot_commands import SetLedgerLimit
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import HostLimitStated
from nineteen.shared.schema.ids import COMMONS
from nineteen.shared.schema.recorded import Recorded


class Nothing(Value):
    """No memory: the ledger keeps the limit."""


def key(r: Recorded) -> str | None:
    return r.event.contact if isinstance(r.event, HostLimitStated) else None


def react(m: Nothing, r: Recorded) -> tuple[Nothing, list[Todo]]:
    if not isinstance(r.event, HostLimitStated):
        return m, []
    said = r.event
    # A window counts whole days, so the zone matters little; the ledger's own is not known here.
    command = SetLedgerLimit(interviews=said.interviews, days=said.days, zone="UTC")
    return m, [Todo(f"limit/{r.version}", Target("contact-ledger", said.ledger, COMMONS), command)]


host_limits: Policy[Nothing] = Policy("host-limits", Nothing, key, react)
