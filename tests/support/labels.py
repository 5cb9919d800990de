"""LinkedIn's own words in each language, as far as sources have them. A label that is not here stays English.

Sources and grades are in the guide, under *The same words in other languages*; what sources dispute is left out.
"""

ME, SETTINGS, PRIVACY = "Me", "Settings & Privacy", "Data privacy"
USES, PAGE = "How LinkedIn uses your data", "Data for Generative AI Improvement"
SWITCH = "Use my data for training content creation AI models"
APP_SETTINGS, ON, OFF = "Settings", "On", "Off"
ADS, PARTNERS = "Advertising data", "Share data with affiliates and partners"
FORM = "Object to processing for training content-generating AI models"

KNOWN = {
    "de": {
        SETTINGS: "Einstellungen & Datenschutz",
        APP_SETTINGS: "Einstellungen",
        PRIVACY: "Datenschutz",
        USES: "So verwendet LinkedIn Ihre Daten",
        PAGE: "Daten zur Verbesserung generativer KI",
        SWITCH: "Ihre Daten zum Schulen von KI-Modellen verwenden, um Inhalte zu erstellen",
        ON: "Ein",
        OFF: "Aus",
        ADS: "Anzeigendaten",
        PARTNERS: "Daten mit verbundenen Unternehmen und Partnern teilen",
    },
    "fr": {
        ME: "Vous",
        SETTINGS: "Préférences et confidentialité",
        PRIVACY: "Confidentialité des données",
        USES: "Comment LinkedIn utilise vos données",
        PAGE: "Données pour l'amélioration de l'IA générative",
        SWITCH: "Utiliser mes données pour entraîner des modèles d'IA de création de contenu",
    },
    "nl": {
        SETTINGS: "Instellingen & Privacy",
        APP_SETTINGS: "Instellingen",
        PRIVACY: "Gegevensprivacy",
        PAGE: "Gegevens voor verbetering van generatieve AI",
        SWITCH: "Mijn gegevens gebruiken voor training van AI-modellen waarmee content wordt gemaakt",
        OFF: "Uit",
        FORM: "Bezwaar maken tegen verwerking voor het trainen van AI-modellen die content genereren",
    },
    "pt": {
        ME: "Eu",
        SETTINGS: "Configurações e privacidade",
        APP_SETTINGS: "Configurações",
        PRIVACY: "Privacidade dos dados",
        USES: "Como o LinkedIn utiliza seus dados",
        PAGE: "Dados para aprimoramento da IA generativa",
        SWITCH: "Usar meus dados para treinar modelos de IA para criar conteúdos",
    },
    "it": {
        SETTINGS: "Impostazioni e privacy",
        PRIVACY: "Privacy dei dati",
        PAGE: "Dati per migliorare l'IA generativa",
        SWITCH: "Usa i miei dati per addestrare i modelli di IA per la creazione di contenuti",
        FORM: (
            "Opposizione al trattamento per l'addestramento dei modelli di IA finalizzati alla creazione di contenuti"
        ),
    },
    "es": {PRIVACY: "Privacidad de datos", USES: "Cómo utiliza LinkedIn tus datos"},
    "pl": {
        APP_SETTINGS: "Ustawienia",
        PRIVACY: "Prywatność danych",
        PAGE: "Dane na potrzeby ulepszania generatywnej sztucznej inteligencji",
        SWITCH: "Użyj moich danych do trenowania modeli AI służących do tworzenia treści",
    },
    "cs": {
        ME: "Já",
        SETTINGS: "Nastavení a ochrana soukromí",
        PRIVACY: "Ochrana dat soukromí",
        PAGE: "Data pro zdokonalování generativní umělé inteligence",
        SWITCH: "Použít moje data pro trénování modelů umělé inteligence k tvorbě obsahu",
    },
    "fi": {PRIVACY: "Tietosuoja", PAGE: "Tiedot generatiivisen tekoälyn parantamiseen"},
    "sv": {ME: "Jag", SETTINGS: "Inställningar och sekretess", PRIVACY: "Datasekretess"},
}
