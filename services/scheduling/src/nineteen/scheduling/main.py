"""The scheduling service: when, and the conduct."""

from nineteen.scheduling.api import router
from nineteen.scheduling.api.courier import courier
from nineteen.scheduling.domain.appointment import appointments
from nineteen.scheduling.domain.calendar import calendars
from nineteen.scheduling.domain.session import sessions
from nineteen.scheduling.policies.agreement import agreement
from nineteen.scheduling.policies.session_clock import session_clock
from nineteen.scheduling.views.invitees import invitees
from nineteen.shared.runtime.service import Service

service = Service(
    name="scheduling",
    title="When, and the conduct",
    deciders=(appointments, calendars, sessions),
    policies=(agreement, session_clock),
    views=(invitees,),
    courier=courier,
    router=router,
)
