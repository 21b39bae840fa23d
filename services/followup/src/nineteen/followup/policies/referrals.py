"""Names given in a talk or a reply become leads, and leads become contacts (P6, S13)."""

from typing import Any

from nineteen.followup.domain.lead import MarkBecameContact, NameReferral
from nineteen.shared.policy import Policy, Target, Todo
from nineteen.shared.schema.base import Value
from nineteen.shared.schema.contact import (
    ContactAdded,
    ContactProvenanceAttached,
    RequestDeclined,
)
from nineteen.shared.schema.ids import Id
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import ReferralsAsked
from nineteen.shared.schema.words import Ask, NamedPerson


class Named(Value):
    """Who was named so far (subject ids): a name told twice is one lead."""

    in_talk: tuple[Id, ...] = ()
    in_reply: tuple[Id, ...] = ()


def key(e: Recorded) -> str | None:
    match e.event:
        case ReferralsAsked(answer="names", ask=ask):
            return ask.request
        case RequestDeclined(ask=ask, colleague=NamedPerson()):
            return ask.request
        case ContactAdded(lead=lead) | ContactProvenanceAttached(lead=lead):
            return lead
        case _:
            return None


def react(m: Named, e: Recorded) -> tuple[Named, list[Todo]]:
    match e.event:
        case ReferralsAsked(ask=ask, names=names):
            return named_in_talk(m, ask, names)
        case RequestDeclined(ask=ask, colleague=NamedPerson() as colleague):
            return named_in_reply(m, ask, colleague)
        case ContactAdded(lead=lead) | ContactProvenanceAttached(lead=lead) if lead is not None:
            command = MarkBecameContact(contact=e.event.contact, employer=e.event.employer)
            step = f"became/{e.event.contact}"
            return m, [Todo(step, Target("lead", lead), command)]
        case _:
            return m, []


def named_in_talk(m: Named, ask: Ask, names: tuple[NamedPerson, ...]) -> tuple[Named, list[Todo]]:
    fresh = [each for each in names if each.person not in m.in_talk]
    todos = [
        Todo(
            f"name/{index}",
            Target("lead"),
            NameReferral(
                source="session",
                origin=ask.request,
                index=index,
                root_session=ask.root_session,
                employer=each.employer,
                **who(ask, each),
            ),
        )
        for index, each in enumerate(fresh, start=len(m.in_talk))
    ]
    people = tuple(each.person for each in fresh)
    return m.model_copy(update={"in_talk": (*m.in_talk, *people)}), todos


def named_in_reply(m: Named, ask: Ask, colleague: NamedPerson) -> tuple[Named, list[Todo]]:
    """A colleague works where the host does, unless the reply says otherwise."""
    if colleague.person in m.in_reply:
        return m, []
    index = len(m.in_reply)
    command = NameReferral(
        source="reply",
        origin=ask.request,
        index=index,
        root_session=ask.root_session,
        employer=colleague.employer or ask.employer,
        **who(ask, colleague),
    )
    noted = m.model_copy(update={"in_reply": (*m.in_reply, colleague.person)})
    return noted, [Todo(f"colleague/{index}", Target("lead"), command)]


def who(ask: Ask, named: NamedPerson) -> dict[str, Any]:
    """Who named whom, on whose behalf."""
    return {
        "campaign": ask.campaign,
        "jobseeker": ask.jobseeker,
        "referrer": ask.contact,
        "parent": ask.lead,
        **named.model_dump(exclude={"employer"}),
    }


referrals: Policy[Named] = Policy("referral-to-lead", Named, key, react)
