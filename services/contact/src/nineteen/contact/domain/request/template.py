"""The text of an ask for who has none of their own; it passes the linter (S19)."""

from nineteen.shared.schema.clauses import in_language, purpose_clause

SUBJECT = {
    "en": "{minutes} minutes of advice about your work",
    "es": "{minutes} minutos de consejo sobre su trabajo",
}
BODY = {
    "en": (
        "Hello,\n\n"
        "I would like to learn how people at {employer} work. {clause}\n\n"
        "Could you spare {minutes} minutes for a short talk, in person or by phone? "
        "I will come prepared and keep to the {minutes} minutes.\n\n"
        "Thank you for considering it."
    ),
    "es": (
        "Buenos días:\n\n"
        "Me gustaría conocer el trabajo de {employer} por dentro. {clause}\n\n"
        "¿Podría dedicarme {minutes} minutos para una charla breve, en persona o por teléfono? "
        "Iré con mis preguntas preparadas y respetaré los {minutes} minutos.\n\n"
        "Gracias por considerarlo."
    ),
}


def draft_text(employer: str, minutes: int, language: str = "en") -> tuple[str, str]:
    """Subject and body of a first ask for `minutes` at this employer."""
    subject = in_language(SUBJECT, language).format(minutes=minutes)
    body = in_language(BODY, language).format(
        employer=employer, minutes=minutes, clause=purpose_clause(language)
    )
    return subject, body
