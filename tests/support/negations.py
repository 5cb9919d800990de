"""Words that say no, by language: a sentence that says no in English says so in every language.

Some say it without such a word: “at the latest” is “no later than”, “at most” is “no more than”.
"""

import re

ENGLISH = r"not|no|never|nothing|nobody|none|cannot|neither|nor|\w+n’t"
WORDS = {
    "cs": r"ne\w*|ni\w+|žádn\w*|bez\w*|ani|klidně|něco jiného",
    "de": r"nicht\w*|kein\w*|nie\w*|ohne|weder|nirgends|un\w+|nein|egal|höchstens|etwas anderes",
    "es": r"no|nada|ning\w+|nunca|nadie|sin|ni|tampoco|dej\w+|a más tardar|como máximo",
    "fi": (
        r"e[inmt]\w*|ell\w+|äl\w+|ilman|mitään|koskaan|kukaan|\w+(?:tta|ttä|maton|mätön)|"
        r"viimeistään|pois\w*|jottei|jotain muuta"
    ),
    "fr": (
        r"ne|n’\w+|pas|rien|aucune?|jamais|personne|sans|ni|non|nulle part|absent|"
        r"peu importe|au plus tard|introuvable|au plus|faute|doute"
    ),
    "it": r"non|nulla|niente|nessun\w*|mai|senza|né|no|togli\w*|al massimo|dubbi|un’altra cosa|nient’altro",
    "nl": r"niet\w*|geen|nooit|niemand|zonder|noch|nergens|nee|on\w+|uiterlijk|iets anders",
    "pl": r"nie\w*|nic\w*|nik\w+|żadn\w*|nigdy|nigdzie|bez\w*|ani|brak\w*|najpóźniej|najwyżej|coś innego",
    "pt": r"não|nada|nenhum\w*|nunca|ninguém|sem|nem|retir\w+|o mais tardar|no máximo|por (?:esclarecer|fazer)",
    "sv": r"inte|ingen\w*|inget|inga|aldrig|utan|varken|nej|o\w+|utelämna|högst",
}
SAYS_NO = {tag: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for tag, words in WORDS.items()}
IN_ENGLISH = re.compile(rf"(?<!\w)(?:{ENGLISH})(?!\w)", re.IGNORECASE)
LABEL = re.compile(r"\*\*[^*]+\*\*|\[[^\]]*\]|“[^”]*”")


def lost(tag: str, english: str, words: str) -> bool:
    """Whether the English says no outside of its labels, and these words do not."""
    return bool(IN_ENGLISH.search(LABEL.sub("", english))) and not SAYS_NO[tag].search(words)
