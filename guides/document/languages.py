"""The languages that the site can be read in. Nothing here knows of Django, of a database or of the web.

Words of a guide are translated apart from it (`translation`), those of the interface in locale/.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language: its tag (BCP 47), its name for itself, and that name as it stands in addresses.

    A tag in an address would be taken for a country: /de and /linkedin/de/ are Germany.
    """

    tag: str
    name: str
    slug: str
    direction: str = "ltr"


ENGLISH = Language("en", "English", "english")

# In the order in which a menu lists them: by their own names.
TRANSLATED = (
    Language("cs", "Čeština", "cestina"),
    Language("de", "Deutsch", "deutsch"),
    Language("es", "Español", "espanol"),
    Language("fr", "Français", "francais"),
    Language("it", "Italiano", "italiano"),
    Language("nl", "Nederlands", "nederlands"),
    Language("pl", "Polski", "polski"),
    Language("pt", "Português", "portugues"),
    Language("fi", "Suomi", "suomi"),
    Language("sv", "Svenska", "svenska"),
)
LANGUAGES = (ENGLISH, *TRANSLATED)
BY_TAG = {language.tag: language for language in LANGUAGES}
BY_SLUG = {language.slug: language for language in LANGUAGES}
