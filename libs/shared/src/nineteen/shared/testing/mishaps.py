"""A second campaign, in which everything goes another way than in the story."""

from functools import cache

from nineteen.shared.schema.contact import (
    AcquaintanceNoted,
    CampaignAssigned,
    CampaignPaused,
    CampaignResumed,
    ChannelBounced,
    ContactAdded,
    ContactOptedOut,
    ContactProvenanceAttached,
    ContactWaysSet,
    DraftRevised,
    EmployerEnriched,
    EmployerRegistered,
    GoalSet,
    LateReplyReceived,
    LateYesHeld,
    NamePermitted,
    Provenance,
    RequestAgreedLate,
    RequestDeclined,
    RequestHeld,
    RequestLintFailed,
    RequestNudged,
    RequestReplyCorrected,
    RequestWithdrawn,
    TargetRanked,
)
from nineteen.shared.schema.words import NamedPerson
from nineteen.shared.testing.chronicle import Chronicle, an_id
from nineteen.shared.testing.mishaps_beside import (
    a_ledger_fills,
    feeds_deliver,
    hosts_object,
    staff_have_tasks,
    ties_are_kept_up,
)
from nineteen.shared.testing.mishaps_later import (
    follow_up_goes_wrong,
    meetings_go_wrong,
    names_lead_on,
    outcomes_are_disputed,
    talks_are_corrected,
    weeks_are_amended,
)
from nineteen.shared.testing.second_campaign import (
    CAMPAIGN,
    HOUR,
    JOBSEEKER,
    START,
    an_ask,
    asked,
    open_campaign,
    then,
)


def mishaps() -> Chronicle:
    """Late and corrected answers, no-shows, moves, refusals, disputes; each on its own ask."""
    return written().copy()


@cache
def written() -> Chronicle:
    book = Chronicle()
    open_campaign(book)
    the_campaign_changes(book)
    hosts_change(book)
    answers_change(book)
    asks_end_early(book)
    meetings_go_wrong(book)
    talks_are_corrected(book)
    follow_up_goes_wrong(book)
    names_lead_on(book)
    outcomes_are_disputed(book)
    weeks_are_amended(book)
    feeds_deliver(book)
    staff_have_tasks(book)
    hosts_object(book)
    ties_are_kept_up(book)
    a_ledger_fills(book)
    return book


def the_campaign_changes(book: Chronicle) -> None:
    mine = {"campaign": CAMPAIGN, "jobseeker": JOBSEEKER}
    friend = mine | {"acquaintance": an_id("friend"), "employer": an_id("employer", "late")}
    ways = ContactWaysSet(jobseeker=JOBSEEKER, email="canary@example.org", phone="+15035550100")
    book.write("jobseeker", JOBSEEKER, START, ways)
    book.write(
        "campaign",
        CAMPAIGN,
        START + HOUR,
        GoalSet.model_validate(mine | {"goal": 12}),
        CampaignAssigned.model_validate(mine | {"counselor": an_id("counselor")}),
        TargetRanked.model_validate(mine | {"employer": an_id("employer", "late"), "rank": 2}),
        AcquaintanceNoted.model_validate(friend | {"name": "Al Canary", "relation": "canary"}),
        NamePermitted.model_validate(friend),
        CampaignPaused.model_validate(mine | {"reason": "canary"}),
        CampaignResumed.model_validate(mine),
    )


def hosts_change(book: Chronicle) -> None:
    ask, found = an_ask("bounced"), Provenance(source="staff")
    employer = {"employer": ask.employer, "provenance": found}
    listed = employer | {"ledger": "l", "name": "Clinic", "county": "53061"}
    who = {"contact": ask.contact, "person": ask.person, "employer": ask.employer}
    whence = who | {"provenance": found}
    added = whence | {"ledger": "l", "name": "Ben Canary", "channels": ["email", "phone"]}
    book.write(
        "employer",
        ask.employer,
        START,
        EmployerRegistered.model_validate(listed),
        EmployerEnriched.model_validate(employer | {"naics": "621111", "size_class": "50-249"}),
    )
    book.write(
        "contact",
        ask.contact,
        START,
        ContactAdded.model_validate(added),
        ContactProvenanceAttached.model_validate(whence | {"provenance": {"source": "feed"}}),
        ChannelBounced(contact=ask.contact, channel="email"),
        ContactOptedOut.model_validate(who | {"ledger": "l"}),
    )


def answers_change(book: Chronicle) -> None:
    late = asked(book, "late", "expired")
    then(book, "request", late, 9, LateReplyReceived(ask=late, answer="agree"))
    then(book, "request", late, 9, LateYesHeld(ask=late))
    then(book, "request", late, 9, RequestAgreedLate(ask=late, minutes=19))
    wrong = asked(book, "wrong", "declined")
    yes = RequestReplyCorrected(ask=wrong, answer="agree", was="declined", minutes=19)
    then(book, "request", wrong, 2, yes)
    colleague = NamedPerson(person=an_id("person", "colleague"), name="Col Canary")
    kind = asked(book, "kind", "open")
    then(book, "request", kind, 1, RequestDeclined(ask=kind, opted_out=True, colleague=colleague))
    asked(book, "bounced", "bounced")


def asks_end_early(book: Chronicle) -> None:
    for about in ("by_hand", "opted_out", "campaign_closed"):
        ask = asked(book, about, "open")
        gone = {"ask": ask, "sent": True, "nudged": True, "reason": about}
        then(book, "request", ask, 5, RequestNudged(ask=ask, number=1))
        then(book, "request", ask, 6, RequestWithdrawn.model_validate(gone))
    draft = asked(book, "draft", "draft")
    then(book, "request", draft, 1, RequestLintFailed(ask=draft, errors=("too_long",)))
    revised = DraftRevised(ask=draft, subject="canary", body="canary")
    then(book, "request", draft, 1, revised)
    busy = asked(book, "busy", "draft")
    wait = RequestHeld.model_validate(
        {"ask": busy, "round": 1, "reason": "contact_busy", "next_free_on": "2026-04-01"}
    )
    then(book, "request", busy, 1, wait)
