"""The phrases by which a text shows what it asks for, per language, without accents (S19)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """One language. `negations`, `fillers` and `jobs` form "not (asking for a) job"."""

    negations: frozenset[str]
    fillers: frozenset[str]
    jobs: frozenset[str]
    purposes: frozenset[str]
    minutes: frozenset[str]
    numbers: Mapping[str, int]
    asks: tuple[str, ...]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = Phrases(
    negations=words("not never don't isn't won't doesn't wasn't"),
    fillers=words(
        "a about after an any as ask asking at be begging been for here hoping in interested is "
        "it looking me my of offer on one open or out paid request requesting seek seeking that "
        "the this to trying want wanting with writing you your"
    ),
    jobs=words(
        "job jobs position positions vacancy vacancies employment opening openings hire hired "
        "application applying apply"
    ),
    purposes=words(
        "information informational advice advise guidance insight insights learn learning network "
        "networking perspective perspectives"
    ),
    minutes=words("minute minutes min mins"),
    numbers={
        "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
        "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    },
    asks=(
        "could you", "would you", "can you", "will you", "might you", "could we", "can we",
        "shall we", "could i", "can i", "may i", "might i", "i would like to ask",
        "i would also like to ask", "i'd like to ask", "i would be grateful if",
        "i would appreciate it if", "please send", "please forward", "please review",
        "please look", "please consider me", "please pass", "please introduce", "please connect",
    ),
)  # fmt: skip
SPANISH = Phrases(
    negations=words("no nunca"),
    fillers=words(
        "a busca buscando busco con de deseo el en es esta estoy esto hago la le les me mi ni "
        "ofrecer para pedir pedirle pedirles pedirte pidiendo pido por pretendo pretende quiero "
        "se sea ser sobre solicita solicitando solicitar solicitarle solicito solicitud su te "
        "trata tratando tu un una"
    ),
    jobs=words("trabajo empleo puesto vacante plaza candidatura contratacion"),
    purposes=words(
        "informacion informativa consejo consejos aprender orientacion contactos perspectiva "
        "conocer"
    ),
    minutes=words("minuto minutos min"),
    numbers={
        "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11,
        "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
        "dieciocho": 18, "diecinueve": 19, "veinte": 20,
    },
    asks=(
        "podria", "podrias", "podrian", "podriamos", "puede usted", "puedes", "me permite",
        "me permitiria", "quisiera pedirle", "quisiera pedirte", "le agradeceria que",
        "le agradeceria si", "te agradeceria", "por favor envie", "por favor mande",
        "por favor revise", "por favor reenvie", "por favor presente",
    ),
)  # fmt: skip
LANGUAGES = (ENGLISH, SPANISH)
INSTEAD = {"rather than": "not", "instead of": "not", "en lugar de": "no", "en vez de": "no"}
"""Longer ways to say no."""
