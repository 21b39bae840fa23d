"""One host at an employer is enough, until the interview took place or will not (P11, C26)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from nineteen.contact.domain.campaign import campaigns
from nineteen.contact.domain.contact import contacts
from nineteen.contact.domain.dossier import dossier_id, dossiers
from nineteen.contact.domain.jobseeker import jobseekers
from nineteen.contact.domain.one_host import NoteAgreed, NoteOver
from nineteen.contact.domain.request import (
    ApproveDraft,
    KeepOpen,
    ReleaseSibling,
    SendRequest,
    Withdraw,
    requests,
)
from nineteen.contact.policies.siblings import Siblings, siblings
from nineteen.shared.policy import Target, Todo
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.contact import (
    ConsentRecorded,
    DraftApproved,
    InterviewAgreed,
    InterviewOver,
    RequestAgreed,
    RequestDeclined,
    RequestDrafted,
    RequestHeld,
    RequestKeptOpen,
    RequestSent,
    RequestWithdrawn,
    ResearchCompleted,
)
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Recorded
from nineteen.shared.schema.scheduling import AgreementLapsed, AppointmentCancelled, SessionEnded
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.cast import (
    CAMPAIGN,
    ENROLLED,
    FOREMAN,
    FOREMAN_ADDED,
    LEDGER,
    MILL,
    OPENED,
    PERSON,
)
from nineteen.shared.testing.chronicle import an_id
from nineteen.shared.testing.given import COUNSELOR, JOBSEEKER, NOON, POLICY, Given, given

ZONE = "America/Los_Angeles"
NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)
DOSSIER = dossier_id(CAMPAIGN, MILL)
OF_DOSSIER: dict[str, Any] = {
    "dossier": DOSSIER,
    "campaign": CAMPAIGN,
    "jobseeker": JOBSEEKER.id,
    "employer": MILL,
}
RESEARCHED = ResearchCompleted(**OF_DOSSIER)
OTHER = an_id("the other request")
AGREED_THERE = InterviewAgreed(**OF_DOSSIER, request=OTHER)
OVER_THERE = InterviewOver(**OF_DOSSIER, request=OTHER, held=False)


def ask(request: str) -> Ask:
    return Ask(
        request=request,
        campaign=CAMPAIGN,
        jobseeker=JOBSEEKER.id,
        employer=MILL,
        contact=FOREMAN,
        person=PERSON,
        route="list",
    )


OURS = ask(an_id("request"))
THEIRS = ask(OTHER)
DRAFTED = RequestDrafted(
    ask=OURS,
    contact_ledger=FOREMAN_ADDED.ledger,
    employer_ledger=LEDGER,
    asker=an_id("asker"),
    channel="email",
    minutes=19,
    subject="19 minutes?",
    body="Not about a job: could I have 19 minutes of your advice?",
    segment="dislocated",
    soc="51-4041",
    county="53061",
    size_class="1-9",
    ownership="private",
    zone=ZONE,
    employer_zone=ZONE,
)
APPROVED = DraftApproved(ask=OURS, round=1, approved_at=NOW, ready_on=date(2026, 3, 2))
SENT = RequestSent(
    ask=OURS,
    round=1,
    sent_on=date(2026, 3, 2),
    channel="email",
    nudges_at=(),
    expires_at=NOW,
    minutes=19,
)
HELD = RequestHeld(ask=OURS, round=1, reason="sibling")
CONSENTS = tuple(
    ConsentRecorded.model_validate(
        {
            "jobseeker": JOBSEEKER.id,
            "purpose": purpose,
            "text_version": "2026-01",
            "language": "en",
            "method": "signed",
        }
    )
    for purpose in ("store", "send_for_me", "share_name_with_hosts")
)


def ready(*events: Event, dossier: tuple[Event, ...] = ()) -> Given:
    return (
        given(requests, DRAFTED, *events)
        .by(JOBSEEKER)
        .at(NOW)
        .beside(campaigns, CAMPAIGN, OPENED)
        .beside(dossiers, DOSSIER, RESEARCHED, *dossier)
        .beside(jobseekers, JOBSEEKER.id, ENROLLED, *CONSENTS)
        .beside(contacts, FOREMAN, FOREMAN_ADDED)
    )


def test_p11_nobody_else_there_is_asked_once_somebody_agreed() -> None:
    ready(dossier=(AGREED_THERE,)).when(ApproveDraft()).then_rejected("sibling")
    ready(APPROVED, dossier=(AGREED_THERE,)).by(POLICY).when(SendRequest(round=1)).then(HELD)


def test_p11_the_one_who_agreed_is_in_nobodys_way_afterwards() -> None:
    ready(dossier=(AGREED_THERE, OVER_THERE)).when(ApproveDraft()).then_types(DraftApproved)


def test_p11_staff_may_keep_an_ask_open_beside_another() -> None:
    keep = KeepOpen(why="They work in two trades and do not know each other.")
    kept = RequestKeptOpen(ask=OURS, why=keep.why)

    ready().when(keep).then_rejected("staff_only")
    ready().by(COUNSELOR).when(keep).then(kept).and_when(keep).then()
    ready(kept, dossier=(AGREED_THERE,)).when(ApproveDraft()).then_types(DraftApproved)
    sent = ready(kept, APPROVED, SENT).by(POLICY)
    sent.when(Withdraw(reason="sibling")).then()
    sent.when(Withdraw()).then_types(RequestWithdrawn)


def test_p11_what_was_held_goes_on_in_a_new_round() -> None:
    held = ready(APPROVED, HELD).by(POLICY)

    (event,) = held.when(ReleaseSibling(round=1)).then_types(DraftApproved)

    assert isinstance(event, DraftApproved)
    assert event.round == 2
    held.when(ReleaseSibling(round=2)).then()
    ready(APPROVED, HELD, dossier=(AGREED_THERE,)).by(POLICY).when(ReleaseSibling(round=1)).then()
    paused = RequestHeld(ask=OURS, round=1, reason="campaign_paused")
    ready(APPROVED, paused).by(POLICY).when(ReleaseSibling(round=1)).then()


def test_p11_a_dossier_knows_who_agreed_there_last() -> None:
    dossier = given(dossiers, RESEARCHED).by(POLICY)
    agreed, over = NoteAgreed(request=OTHER), NoteOver(request=OTHER, held=False)

    dossier.when(agreed).then(AGREED_THERE).and_when(agreed).then()
    dossier.when(over).then()
    given(dossiers, RESEARCHED, AGREED_THERE).by(POLICY).when(over).then(OVER_THERE)
    given(dossiers).by(POLICY).when(agreed).then_rejected("not_found")


def told(event: Event) -> Recorded:
    return Recorded(event, Stream("agency", "request", OTHER), 1, "0.0", NOON, NOON, JOBSEEKER)


def after(*events: Event) -> list[Todo]:
    """What the last of these facts asks for."""
    m = Siblings()
    todos: list[Todo] = []
    for event in events:
        assert siblings.key(told(event)) == DOSSIER
        m, todos = siblings.react(m, told(event))
    return todos


YES = RequestAgreed(ask=THEIRS, minutes=19)
TAKEN_BACK = Todo(
    f"withdraw/{OURS.request}", Target("request", OURS.request), Withdraw(reason="sibling")
)
NOTED = Todo(f"agreed/{OTHER}", Target("dossier", DOSSIER), NoteAgreed(request=OTHER))
RELEASED = Todo(
    f"release/{OURS.request}/1", Target("request", OURS.request), ReleaseSibling(round=1)
)
CANCELLED = AppointmentCancelled(ask=THEIRS, by="host", confirmed=False)


def test_p11_a_yes_takes_the_others_back_that_lie_with_their_hosts() -> None:
    assert after(SENT, YES) == [NOTED, TAKEN_BACK]
    assert after(YES) == [NOTED]
    assert after(YES, SENT) == [TAKEN_BACK]


@pytest.mark.parametrize(
    "settled",
    [
        RequestDeclined(ask=OURS),
        RequestWithdrawn(ask=OURS, sent=True, reason="by_hand"),
        RequestAgreed(ask=OURS, minutes=19),
    ],
)
def test_p11_what_has_an_answer_is_not_taken_back(settled: Event) -> None:
    assert TAKEN_BACK not in after(SENT, settled, YES)


@pytest.mark.parametrize("no_interview", [CANCELLED, AgreementLapsed(ask=THEIRS)])
def test_p11_without_an_interview_the_held_ones_go_on(no_interview: Event) -> None:
    over = NoteOver(request=OTHER, held=False)

    assert after(YES, HELD, no_interview) == [
        Todo(f"over/{OTHER}", Target("dossier", DOSSIER), over)
    ]
    assert after(YES, HELD, no_interview, OVER_THERE) == [RELEASED]
    assert after(YES, no_interview, HELD) == [RELEASED]


def test_p11_after_an_interview_the_held_ones_wait_for_a_person() -> None:
    ended = SessionEnded(
        ask=THEIRS,
        started_at=NOW,
        ended_at=NOW,
        actual_s=1120,
        precision="second",
        zone=ZONE,
        employer_zone=ZONE,
    )
    held = OVER_THERE.model_copy(update={"held": True})

    (todo,) = after(YES, HELD, ended)
    assert todo.command == NoteOver(request=OTHER, held=True)
    assert after(YES, HELD, ended, held) == []


def test_p11_an_end_that_is_heard_before_the_yes_counts_too() -> None:
    assert after(SENT, CANCELLED, YES) == []
