"""The closed vocabularies of DDAS 0.9 that a municipality's own delivery speaks. See `translation.py` for partners."""

STATUSES = frozenset(
    {
        "Nog niet opgepakt",
        "Niet opgepakt: onterecht signaal",
        "Inwoner is overleden",
        "Persoon is geen inwoner (meer) in de gemeente",
        "Niet opgepakt: herhaalde melding",
        "Niet opgepakt: andere reden",
    }
)
RESULTS = frozenset(
    {
        "Niet opgepakt: herhaalde melding",
        "Niet opgepakt: onterecht signaal",
        "Inwoner is overleden",
        "Persoon is geen inwoner (meer) in de gemeente",
        "Niet opgepakt: andere reden",
        "Inwoner al bekend bij schuldhulpverlening",
        "Inwoner heeft al een ander lopend traject",
        "Definitief geen contact kunnen krijgen",
        "Geen reactie na eerder contact",
        "Inwoner hoeft geen hulp vanuit vroegsignalering",
        "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
        "(Budget)advies en/of quick fix",
        "Vervolghulp en/of verwijzing financieel",
        "Verwijzing zonder contact",
        "Vervolghulp en/of verwijzing niet financieel",
    }
)
MEANS = frozenset({"Mail", "Brief", "SMS/Whatsapp", "Telefoon", "Huisbezoek", "Kaartje", "Overige", "Administratief"})
PARTS_OF_DAY = frozenset({"Ochtend", "Middag", "Avond"})
