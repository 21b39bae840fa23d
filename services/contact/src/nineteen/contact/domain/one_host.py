"""One host at an employer is enough: who agreed, and whether that is over (P11)."""

from typing import ClassVar, assert_never

from nineteen.shared.decider import Command
from nineteen.shared.schema.contact import InterviewAgreed, InterviewOver
from nineteen.shared.schema.ids import Id


class NoteAgreed(Command):
    """Note that somebody at the employer agreed (P11)."""

    internal: ClassVar[bool] = True
    request: Id


class NoteOver(Command):
    """Note that the interview took place, or will not (P11)."""

    internal: ClassVar[bool] = True
    request: Id
    held: bool


def with_host(
    agreed: str | None, command: NoteAgreed | NoteOver, of: dict[str, str]
) -> list[InterviewAgreed | InterviewOver]:
    """The last host who agreed counts; what is over for another one is no news."""
    match command:
        case NoteAgreed(request=request):
            return [] if agreed == request else [InterviewAgreed(**of, request=request)]
        case NoteOver(request=request, held=held):
            return [InterviewOver(**of, request=request, held=held)] if agreed == request else []
    assert_never(command)
