"""What mails about a meeting say, in each language."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "confirmed": "Confirmed: {minutes} minutes on {moment}",
        "updated": "Updated: {minutes} minutes on {moment}",
        "cancelled": "Called off: the talk on {moment}",
        "day_before": "Tomorrow: {minutes} minutes on {moment}",
        "hour_before": "In an hour: {minutes} minutes on {moment}",
        "meeting": "You talk with {other} on {moment} ({zone}), for {minutes} minutes and not one "
        "more.",
        "off": "The talk with {other} on {moment} ({zone}) will not take place. Thank you for "
        "your time.",
        "missed": "Another time for {minutes} minutes?",
        "missed_text": "You and {other} missed each other on {moment} ({zone}). That happens. If "
        "you would still like to talk for {minutes} minutes, another time is as good.",
        "missed_change": "Reply to this message with a time that suits you, within two weeks. If "
        "it does not suit any more, there is nothing for you to do. What was agreed: {link}",
        "handed_over": "Handed over: the talk on {moment}",
        "handed_over_text": "The talk with {other} on {moment} ({zone}) is with a colleague of "
        "yours now. Thank you for finding somebody; there is nothing left for you to do.",
        "interpreter": "An interpreter comes along.",
        "job_coach": "A job coach comes along.",
        "access": "What helps with access: {note}",
        "where": "Where: {place}",
        "workplace": "where the host works",
        "agency_office": "at the agency's office",
        "public_place": "in a public place",
        "phone": "by phone",
        "video": "by video",
        "host_change": "To see what was agreed: {link} To change it, reply to this message.",
        "jobseeker_change": "To change it, reply to this message: your counselor helps.",
        "host": "the host",
        "jobseeker": "the jobseeker",
        "via": "{name} via {agency}",
    },
    "es": {
        "confirmed": "Confirmado: {minutes} minutos el {moment}",
        "updated": "Actualizado: {minutes} minutos el {moment}",
        "cancelled": "Cancelada: la charla del {moment}",
        "day_before": "Mañana: {minutes} minutos el {moment}",
        "hour_before": "En una hora: {minutes} minutos el {moment}",
        "meeting": "Usted conversa con {other} el {moment} ({zone}), durante {minutes} minutos y "
        "ni uno más.",
        "off": "La charla con {other} del {moment} ({zone}) no tendrá lugar. Gracias por su "
        "tiempo.",
        "missed": "¿Otra hora para {minutes} minutos?",
        "missed_text": "Usted y {other} no coincidieron el {moment} ({zone}). Suele pasar. Si "
        "todavía quiere conversar {minutes} minutos, otra hora sirve igual.",
        "missed_change": "Responda a este mensaje con una hora que le convenga, en dos semanas. Si "
        "ya no le conviene, no tiene que hacer nada. Lo acordado: {link}",
        "handed_over": "Traspasada: la charla del {moment}",
        "handed_over_text": "La charla con {other} del {moment} ({zone}) la tiene ahora un colega "
        "suyo. Gracias por encontrar a alguien; no le queda nada por hacer.",
        "interpreter": "Viene también un intérprete.",
        "job_coach": "Viene también una persona de apoyo laboral.",
        "access": "Lo que ayuda con el acceso: {note}",
        "where": "Dónde: {place}",
        "workplace": "donde trabaja la persona anfitriona",
        "agency_office": "en la oficina de la agencia",
        "public_place": "en un lugar público",
        "phone": "por teléfono",
        "video": "por video",
        "host_change": "Para ver lo acordado: {link} Para cambiarlo, responda a este mensaje.",
        "jobseeker_change": "Para cambiarlo, responda a este mensaje: le ayuda su consejería.",
        "host": "la persona anfitriona",
        "jobseeker": "la persona que busca empleo",
        "via": "{name} a través de {agency}",
    },
}
