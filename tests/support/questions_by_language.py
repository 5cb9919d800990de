"""What worried people type in other languages, in everyday words and with their endings, with what they mean.

The same ten in each: too late, a fine, messages, old posts, closing the account, children, a photo, a scam, a lawsuit,
and whether it is legal. One of the names must be among the first three.
"""

MEANT = (
    "too_late deadline",
    "fined",
    "private-messages",
    "old-posts deletes_posts",
    "close-account",
    "under-18",
    "each-device all_devices",
    "this_site",
    "inmail-lawsuit",
    "dpc-approved law-consent fined",
)
ASKED = {
    "cs": (
        "je už pozdě?|pokuta|soukromé zprávy|staré příspěvky|zrušit účet|"
        "děti|na každém zařízení|podvod|žaloba|je to legální"
    ),
    "de": (
        "es ist zu spät|Strafe|private Nachrichten|alte Beiträge|Konto löschen|"
        "Kinder|auf jedem Gerät|Betrug|Klage|ist das legal"
    ),
    "es": (
        "ya es tarde|multa|mensajes privados|publicaciones antiguas|cerrar la cuenta|"
        "niños|en cada dispositivo|estafa|demanda|es legal esto"
    ),
    "fi": (
        "onko liian myöhäistä|sakko|yksityisviestit|vanhat julkaisut|poista tili|"
        "lapset|joka laitteella|huijaus|oikeusjuttu|onko tämä laillista"
    ),
    "fr": (
        "c’est trop tard|amende|messages privés|anciens posts|supprimer mon compte|"
        "enfants|sur chaque appareil|arnaque|procès|est-ce légal"
    ),
    "it": (
        "è troppo tardi|multa|messaggi privati|vecchi post|cancellare l’account|"
        "bambini|su ogni dispositivo|truffa|causa in tribunale|è legale"
    ),
    "nl": (
        "is het te laat|boete|privéberichten|oude posts|account verwijderen|"
        "kinderen|op elk apparaat|oplichting|rechtszaak|is dit legaal"
    ),
    "pl": (
        "czy jest za późno|kara pieniężna|prywatne wiadomości|stare posty|usunąć konto|"
        "dzieci|na każdym urządzeniu|oszustwo|pozew|czy to legalne"
    ),
    "pt": (
        "já é tarde|multa|mensagens privadas|publicações antigas|fechar a conta|"
        "crianças|em cada dispositivo|burla|processo em tribunal|isto é legal"
    ),
    "sv": (
        "är det för sent|böter|privata meddelanden|gamla inlägg|radera kontot|"
        "barn|på varje enhet|bluff|stämning|är det lagligt"
    ),
}
