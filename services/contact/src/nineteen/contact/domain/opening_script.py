"""What the jobseeker says at the start of a talk: thanks, the purpose, the time (S4, S11, S21)."""

from nineteen.shared.schema.clauses import in_language, purpose_clause

THANKS = {
    "en": "Thank you for taking the time.",
    "es": "Gracias por su tiempo.",
}
PROMISE = {
    "en": "I asked for {minutes} minutes and will keep to them; I have an eye on the clock.",
    "es": "Le pedí {minutes} minutos y los voy a respetar; estaré pendiente del reloj.",
}
START = {
    "en": "I brought some questions, and I would like to begin with your own way into this work.",
    "es": "Traigo algunas preguntas; me gustaría empezar por su propio camino hacia este trabajo.",
}


def opening_script(minutes: int, language: str = "en") -> str:
    """The first sentences of a talk of `minutes`; the purpose clause is in it word for word."""
    return " ".join(
        (
            in_language(THANKS, language),
            purpose_clause(language),
            in_language(PROMISE, language).format(minutes=minutes),
            in_language(START, language),
        )
    )
