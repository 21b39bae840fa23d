"""Instants in words, as the clock on a reader's wall shows them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, get_timezone_name

LOCALES = {"en": Locale.parse("en_US"), "es": Locale.parse("es_US")}
MOMENTS = {"en": "EEEE, MMMM d, h:mm a", "es": "EEEE d 'de' MMMM, h:mm a"}


def moment(at: datetime, zone: str, language: str) -> str:
    """Weekday, day and time of an instant in a zone; the language is `en` or `es`."""
    local = at.astimezone(ZoneInfo(zone))
    return format_datetime(local, MOMENTS[language], locale=LOCALES[language])


def zone_in_words(zone: str, language: str) -> str:
    """A zone as people call it, such as Pacific Time."""
    return get_timezone_name(ZoneInfo(zone), "long", locale=LOCALES[language])
