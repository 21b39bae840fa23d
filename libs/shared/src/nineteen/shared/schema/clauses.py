"""The sentences that a request, an invitation and the opening of a talk have in common (S4, S20).

Languages are BCP 47 tags; English stands in for one that has no text here.
"""

from collections.abc import Mapping

PURPOSE: Mapping[str, str] = {
    "en": "This is not a request for a job: the purpose is information and advice.",
    "es": "No es una solicitud de empleo: el propósito es información y consejo.",
}
EXPLAINER: Mapping[str, str] = {
    "en": (
        "An informational interview is a short talk with somebody who knows a field, "
        "started by somebody who wants to learn about it; it is never an application."
    ),
    "es": (
        "Una entrevista informativa es una charla breve con alguien que conoce un campo, "
        "a iniciativa de alguien que quiere conocerlo; nunca es una candidatura."
    ),
}
OPT_OUT: Mapping[str, str] = {
    "en": "If you would rather not get such requests, one click there stops them all.",
    "es": "Si prefiere no recibir estas solicitudes, un clic en esa página las detiene todas.",
}


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in this language, else in English."""
    return texts.get(language.partition("-")[0].lower(), texts["en"])


def purpose_clause(language: str = "en") -> str:
    """What makes "not asking for a job" unmistakable, word for word in all three artefacts (S4)."""
    return in_language(PURPOSE, language)


def explainer(language: str = "en") -> str:
    """What an informational interview is, for a host who has never heard of it (S20)."""
    return in_language(EXPLAINER, language)


def opt_out_line(language: str = "en") -> str:
    """How a host stops all requests, said beside the link to the host's page (S20)."""
    return in_language(OPT_OUT, language)
