"""Questions to choose from, by purpose and occupation family, in each language (S35, S36).

Purposes are those of a campaign: learn the field, find a network, get advice, make an impression.
A family is the major group of an O*NET-SOC code: 11 of 11-3021.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["learn", "network", "advice", "impression"]
Row = tuple[str, str]
"""English and Spanish."""

GENERAL: dict[Purpose, tuple[Row, ...]] = {
    "learn": (
        ("How did you come into this work?", "¿Cómo llegó usted a este trabajo?"),
        (
            "What does an ordinary day look like for you?",
            "¿Cómo es un día normal para usted?",
        ),
        (
            "What do people outside get wrong about this field?",
            "¿Qué entiende mal la gente de fuera sobre este campo?",
        ),
        (
            "What has changed most here in the last five years?",
            "¿Qué es lo que más ha cambiado aquí en los últimos cinco años?",
        ),
        (
            "Which part of the work keeps you up at night?",
            "¿Qué parte del trabajo le quita el sueño?",
        ),
        (
            "How do you tell a good week from a bad one?",
            "¿Cómo distingue una buena semana de una mala?",
        ),
        (
            "Which skills do newcomers lack most often?",
            "¿Qué habilidades les faltan más a quienes empiezan?",
        ),
        (
            "What would you read or watch first to understand this field?",
            "¿Qué leería o vería primero para entender este campo?",
        ),
    ),
    "network": (
        (
            "Who else sees this work from another side?",
            "¿Quién más ve este trabajo desde otro lado?",
        ),
        (
            "Which meetings or associations are worth an evening?",
            "¿Qué reuniones o asociaciones valen una tarde?",
        ),
        (
            "Which other employers nearby do this well?",
            "¿Qué otras empresas de la zona lo hacen bien?",
        ),
        (
            "May I mention your name if I write to somebody you suggest?",
            "¿Puedo mencionar su nombre si escribo a alguien que usted sugiera?",
        ),
        (
            "How do people here usually hear of one another?",
            "¿Cómo suele conocerse la gente de este sector?",
        ),
        (
            "How would you like to stay in touch, if at all?",
            "¿Cómo preferiría que sigamos en contacto, si le parece?",
        ),
    ),
    "advice": (
        (
            "Where do you see the gap between my experience and this work?",
            "¿Dónde ve la distancia entre mi experiencia y este trabajo?",
        ),
        (
            "If you started again today, what would you do first?",
            "Si empezara de nuevo hoy, ¿qué haría primero?",
        ),
        (
            "Which certificate opens doors here, and which is only paper?",
            "¿Qué certificado abre puertas aquí y cuál es solo papel?",
        ),
        (
            "How should somebody with my background describe it to people like you?",
            "¿Cómo debería contar su experiencia alguien con mi trayectoria?",
        ),
        (
            "What would you leave out of a resume in this field?",
            "¿Qué quitaría de un currículum en este campo?",
        ),
        (
            "Which mistake do you see people make when they change into this field?",
            "¿Qué error comete la gente al cambiarse a este campo?",
        ),
        (
            "What should I learn in the next three months?",
            "¿Qué debería aprender en los próximos tres meses?",
        ),
    ),
    "impression": (
        (
            "Where is this team heading in the next five years?",
            "¿Hacia dónde va este equipo en los próximos cinco años?",
        ),
        (
            "What are you proudest of that your team did this year?",
            "¿De qué logro de su equipo este año se siente más orgulloso?",
        ),
        (
            "What is the hardest problem on your desk now?",
            "¿Cuál es el problema más difícil que tiene ahora sobre la mesa?",
        ),
        (
            "Which strength matters most in the people you work with?",
            "¿Qué fortaleza valora más en la gente con la que trabaja?",
        ),
        (
            "I read about your plans for the site: how does that change the work?",
            "Leí sobre sus planes para el centro: ¿cómo cambia eso el trabajo?",
        ),
        (
            "Which challenge would you give a newcomer in the first month?",
            "¿Qué reto le daría a alguien nuevo en el primer mes?",
        ),
    ),
}
OF_FAMILY: dict[str, tuple[Row, ...]] = {
    "11": (
        ("How many people do you lead, and how?", "¿A cuántas personas dirige, y cómo?"),
        ("How are decisions made here?", "¿Cómo se toman aquí las decisiones?"),
    ),
    "15": (
        ("Which systems do you live with every day?", "¿Con qué sistemas trabaja cada día?"),
        ("How does code reach your users?", "¿Cómo llega el código a sus usuarios?"),
    ),
    "25": (("What do learners need most this year?", "¿Qué necesitan más los alumnos este año?"),),
    "29": (
        ("How are shifts and hand-overs arranged?", "¿Cómo se organizan turnos y relevos?"),
        ("Which licence comes first here?", "¿Qué licencia se pide primero aquí?"),
    ),
    "31": (("What helps patients trust you?", "¿Qué ayuda a que los pacientes confíen?"),),
    "35": (("What makes a kitchen a good one to work in?", "¿Qué hace buena a una cocina?"),),
    "41": (
        ("How do customers find you?", "¿Cómo les encuentran los clientes?"),
        ("What does a fair target look like?", "¿Cómo es una meta justa?"),
    ),
    "43": (
        ("Which tasks still live on paper?", "¿Qué tareas siguen en papel?"),
        ("Which programs should I know well?", "¿Qué programas debería dominar?"),
    ),
    "47": (
        ("How does the season change the work?", "¿Cómo cambia el trabajo según la temporada?"),
        ("Which safety card do you ask for?", "¿Qué tarjeta de seguridad piden?"),
    ),
    "49": (("Which machines are hard to keep running?", "¿Qué máquinas cuesta mantener?"),),
    "51": (
        ("How do you plan a day's production?", "¿Cómo planifican la producción de un día?"),
        ("What happens when a line stops?", "¿Qué pasa cuando se para una línea?"),
    ),
    "53": (
        ("How are routes planned?", "¿Cómo se planifican las rutas?"),
        ("What makes a dispatcher a good one?", "¿Qué hace bueno a un despachador?"),
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question in one language; `family` is None where it fits every occupation."""

    text: str
    purpose: Purpose
    family: str | None = None


def questions(language: str, soc: str | None = None) -> list[Question]:
    """The questions for an occupation in a language (else in English), its own family first."""
    column = 1 if language.partition("-")[0].lower() == "es" else 0
    family = soc[:2] if soc else None
    own = OF_FAMILY.get(family, ()) if family else ()
    return [
        *(Question(row[column], "learn", family) for row in own),
        *(Question(row[column], purpose) for purpose, row in general()),
    ]


def general() -> Iterator[tuple[Purpose, Row]]:
    """Questions for everybody, by turns from each purpose."""
    longest = max(map(len, GENERAL.values()))
    for place in range(longest):
        for purpose, rows in GENERAL.items():
            yield from ((purpose, row) for row in rows[place : place + 1])


def every_row() -> Iterable[Row]:
    """All of them."""
    yield from (row for _, row in general())
    yield from (row for rows in OF_FAMILY.values() for row in rows)
