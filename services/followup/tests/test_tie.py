"""Staying in touch on the channel of the host's choice."""

from nineteen.followup.domain.plan import items_owed, plans
from nineteen.followup.domain.tie import AskToConnect, RecordAnswer, ties
from nineteen.shared.schema.base import Event
from nineteen.shared.schema.followup import (
    ConnectAccepted,
    ConnectAsked,
    ConnectDeclined,
    PlanOpened,
    TieChannel,
)
from nineteen.shared.schema.words import Ask
from nineteen.shared.testing.given import JOBSEEKER, NOON, Given, given

SESSION = "00000000-0000-4000-8000-000000000018"
NEXT = "00000000-0000-4000-8000-000000000019"
TIE = "00000000-0000-4000-8000-00000000007e"
ASK = Ask(
    request=SESSION,
    campaign="00000000-0000-4000-8000-00000000000c",
    jobseeker=JOBSEEKER.id,
    employer="00000000-0000-4000-8000-00000000000e",
    contact="00000000-0000-4000-8000-000000000037",
    person="00000000-0000-4000-8000-000000000001",
    route="warm",
)


def opened(session: str) -> PlanOpened:
    ask = ASK.model_copy(update={"request": session})
    return PlanOpened(ask=ask, ended_at=NOON, items=items_owed(NOON, (ASK.person,)))


def tie(*events: Event) -> Given:
    told = given(ties, *events).by(JOBSEEKER).on(TIE)
    return told.beside(plans, SESSION, opened(SESSION)).beside(plans, NEXT, opened(NEXT))


def ask(channel: TieChannel = "linkedin", session: str = SESSION) -> AskToConnect:
    return AskToConnect(
        jobseeker=ASK.jobseeker, contact=ASK.contact, session=session, channel=channel
    )


KEYS = {
    "tie": TIE,
    "jobseeker": ASK.jobseeker,
    "contact": ASK.contact,
    "campaign": ASK.campaign,
    "employer": ASK.employer,
}


def asked(channel: TieChannel = "linkedin", session: str = SESSION) -> ConnectAsked:
    return ConnectAsked.model_validate({**KEYS, "session": session, "channel": channel})


ACCEPTED = ConnectAccepted.model_validate({**KEYS, "session": SESSION})
DECLINED = ConnectDeclined.model_validate({**KEYS, "session": SESSION})


def test_s29_the_host_chooses_the_channel() -> None:
    tie().when(ask("in_person")).then(asked("in_person"))


def test_s29_no_channel_is_an_answer_too() -> None:
    tie().when(ask("none")).then(asked("none"))


def test_asking_twice_on_one_channel_is_not_news() -> None:
    tie(asked()).when(ask()).then()


def test_the_host_can_choose_another_channel() -> None:
    tie(asked("none")).when(ask("email")).then(asked("email"))


def test_a_host_who_declined_is_not_asked_again_for_that_talk() -> None:
    tie(asked(), DECLINED).when(ask("email")).then_rejected("connect_declined")


def test_another_talk_is_another_occasion() -> None:
    tie(asked(), DECLINED).when(ask(session=NEXT)).then(asked(session=NEXT))


def test_a_connection_outlasts_another_ask() -> None:
    tie(asked(), ACCEPTED, asked(session=NEXT)).when(RecordAnswer(answer="accepted")).then()


def test_the_ask_waits_until_the_talk_is_recorded_as_held() -> None:
    given(ties).on(TIE).when(ask()).then_rejected("not_yet")


def test_a_talk_between_other_people_is_refused() -> None:
    other = ask().model_copy(update={"contact": "00000000-0000-4000-8000-000000000099"})

    tie().when(other).then_rejected("other_talk")


def test_s29_the_answer_is_recorded() -> None:
    tie(asked()).when(RecordAnswer(answer="accepted")).then(ACCEPTED)
    tie(asked()).when(RecordAnswer(answer="declined")).then(DECLINED)


def test_the_same_answer_is_not_news() -> None:
    tie(asked(), ACCEPTED).when(RecordAnswer(answer="accepted")).then()


def test_an_answer_can_be_corrected() -> None:
    tie(asked(), DECLINED).when(RecordAnswer(answer="accepted")).then(ACCEPTED)


def test_there_is_no_answer_where_nothing_was_asked() -> None:
    tie().when(RecordAnswer(answer="accepted")).then_rejected("not_asked")
    tie(asked("none")).when(RecordAnswer(answer="accepted")).then_rejected("not_asked")
