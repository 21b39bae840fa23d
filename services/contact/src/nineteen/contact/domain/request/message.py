"""The ask as the host gets it: from the jobseeker through the agency, with a way out (S20)."""

from dataclasses import dataclass

from nineteen.shared.schema.clauses import explainer, in_language, opt_out_line

VIA = {"en": "{name} via {agency}", "es": "{name} a través de {agency}"}
ANSWER = {
    "en": "What this is, who runs it, and one click to answer: {link}",
    "es": "Qué es esto, quién lo organiza y un clic para responder: {link}",
}

TAKEN_BACK = {
    "en": "There is nothing for you to do: the request of {minutes} minutes of your advice is "
    "taken back. Thank you for your time and attention.",
    "es": "No tiene que hacer nada: se retira la solicitud de {minutes} minutos de su consejo. "
    "Gracias por su tiempo y su atención.",
}


def courteous_line(minutes: int, language: str = "en") -> str:
    """What a host reads when an ask is taken back (P0, P11)."""
    return in_language(TAKEN_BACK, language).format(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who writes to whom through whom. `reply_to` is the jobseeker, else the counselor."""

    jobseeker: str
    agency: str
    agency_address: str | None
    reply_to: str
    to: str


@dataclass(frozen=True, slots=True)
class Message:
    """A mail in plain text; `sender` is the display name of the From line."""

    sender: str
    reply_to: str
    to: str
    subject: str
    text: str


def message_of(parties: Parties, text: tuple[str, str], link: str, language: str = "en") -> Message:
    """The mail for a text (subject, body); `link` leads to the host's page."""
    subject, body = text
    lines = [body, "--", explainer(language), in_language(ANSWER, language).format(link=link)]
    lines.append(opt_out_line(language))
    lines.extend([parties.agency_address] if parties.agency_address else [])
    sender = in_language(VIA, language).format(name=parties.jobseeker, agency=parties.agency)
    return Message(sender, parties.reply_to, parties.to, subject, "\n\n".join(lines))
