"""Where people live: towns with the digits of their postcodes, and streets."""

#: Town, lowest and highest four digits, and how many in a thousand live there.
TOWNS: tuple[tuple[str, int, int, int], ...] = (
    ("Amsterdam", 1011, 1109, 190),
    ("Rotterdam", 3011, 3089, 140),
    ("'s-Gravenhage", 2491, 2597, 120),
    ("Utrecht", 3511, 3585, 80),
    ("Eindhoven", 5611, 5658, 40),
    ("Groningen", 9711, 9747, 40),
    ("Tilburg", 5011, 5049, 35),
    ("Almere", 1311, 1363, 35),
    ("Nijmegen", 6511, 6546, 30),
    ("'s-Hertogenbosch", 5211, 5237, 30),
    ("Leeuwarden", 8911, 8939, 25),
    ("Enschede", 7511, 7548, 25),
    ("Haarlem", 2011, 2037, 25),
    ("Alphen aan den Rijn", 2401, 2409, 20),
    ("Capelle aan den IJssel", 2901, 2909, 20),
    ("Bergen op Zoom", 4611, 4625, 20),
    ("IJmuiden", 1971, 1976, 15),
    ("Hoek van Holland", 3150, 3151, 10),
    ("Sint-Oedenrode", 5491, 5492, 10),
    ("Krimpen aan den IJssel", 2921, 2926, 10),
    ("Bilthoven", 3721, 3723, 15),
    ("Súdwest-Fryslân", 8601, 8608, 5),
    ("Zuidoostbeemster", 1461, 1461, 5),
    ("Koog aan de Zaan", 1541, 1541, 5),
)

OTHER_TOWN_NAMES: dict[str, tuple[str, ...]] = {
    "'s-Gravenhage": ("Den Haag", "DEN HAAG", "s-Gravenhage", "’s-Gravenhage", "'s Gravenhage", "The Hague"),
    "'s-Hertogenbosch": ("Den Bosch", "DEN BOSCH", "s-Hertogenbosch", "'s Hertogenbosch", "Den bosch"),
    "Alphen aan den Rijn": ("Alphen a/d Rijn", "Alphen ad Rijn", "ALPHEN A.D. RIJN"),
    "Capelle aan den IJssel": ("Capelle a/d IJssel", "Capelle aan den Ijssel", "CAPELLE A.D. YSSEL"),
    "Krimpen aan den IJssel": ("Krimpen a/d IJssel", "Krimpen aan de IJssel", "KRIMPEN AD IJSSEL"),
    "Bergen op Zoom": ("Bergen o/z", "Bergen Op Zoom", "BERGEN OP ZOOM"),
    "IJmuiden": ("Ijmuiden", "IJMUIDEN", "Ymuiden"),
    "Sint-Oedenrode": ("St. Oedenrode", "Sint Oedenrode", "St-Oedenrode"),
    "Súdwest-Fryslân": ("Sudwest Fryslan", "Sneek"),
    "Hoek van Holland": ("Hoek v. Holland", "Hoek v Holland"),
    "Koog aan de Zaan": ("Koog a/d Zaan", "Koog ad Zaan"),
    "Amsterdam": ("A'dam", "AMSTERDAM", "Amsterdam-Zuidoost", "amsterdam"),
    "Rotterdam": ("R'dam", "ROTTERDAM", "Rotterdam-Hoogvliet"),
}

STREETS: tuple[str, ...] = (
    "Kerkstraat", "Schoolstraat", "Molenstraat", "Dorpsstraat", "Molenweg", "Julianastraat", "Parallelweg",
    "Nieuwstraat", "Wilhelminastraat", "Sportlaan", "Eikenlaan", "Beukenlaan", "Burgemeester de Vlugtlaan",
    "Burgemeester van Leeuwenlaan", "Sint Janstraat", "Sint Jozefplein", "Prins Hendrikkade", "Oude Gracht",
    "Nieuwe Binnenweg", "Eerste van der Helststraat", "Tweede Oosterparkstraat", "Derde Kostverlorenkade",
    "Jan van Galenstraat", "Jan Pieterszoon Coenstraat", "Johan de Wittstraat", "Professor Lorentzlaan",
    "Doctor Schaepmanstraat", "Dominee Theodor Fliednerstraat", "Koningin Emmaplein", "Graaf Florislaan",
    "Generaal Spoorlaan", "Admiraal de Ruijterweg", "Laan van Nieuw Oost-Indië", "Korte Nieuwstraat",
    "Lange Voorhout", "Grote Marktstraat", "Kleine Houtweg", "IJsselstraat", "Rijnstraat", "Dijkweg", "'t Zand",
    "Havenstraat", "Stationsweg", "Stationsplein", "Tulpstraat", "Rozenstraat", "Zuiderzeeweg", "Boerhaavelaan",
    "Mauritskade", "Populierenlaan", "Hoogstraat", "Vondelstraat", "Meeuwenlaan", "Jacob van Lennepkade",
)  # fmt: skip

STREET_SHORTENED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Burgemeester ", ("Burg. ", "Burg ", "Bgm. ")),
    ("Sint ", ("St. ", "St ", "St.-")),
    ("Professor ", ("Prof. ", "Prof ")),
    ("Doctor ", ("Dr. ", "Dr ")),
    ("Dominee ", ("Ds. ", "Ds ")),
    ("Koningin ", ("Kon. ", "Kon ")),
    ("Generaal ", ("Gen. ",)),
    ("Admiraal ", ("Adm. ", "Adm ")),
    ("Prins ", ("Pr. ",)),
    ("Eerste ", ("1e ", "1ste ")),
    ("Tweede ", ("2e ", "2de ")),
    ("Derde ", ("3e ",)),
    ("Nieuwe ", ("Nwe ", "Nw. ")),
    ("Oude ", ("O. ",)),
    ("Korte ", ("K. ",)),
    ("Lange ", ("L. ",)),
    ("Grote ", ("Gr. ",)),
    ("straat", ("str.", "str", "strt")),
    ("laan", ("ln", "ln.")),
    ("plein", ("pln", "pl.")),
    ("kade", ("kd",)),
    ("weg", ("wg", "w.")),
)

#: How a suffix is written otherwise, whatever it means.
OTHER_SUFFIXES: dict[str, tuple[str, ...]] = {
    "A": ("a",),
    "B": ("b",),
    "C": ("c",),
    "D": ("d",),
    "hs": ("HS", "huis", "H"),
    "bis": ("BIS", "Bis", "bs"),
    "I": ("1", "1hg", "i"),
    "II": ("2", "2hg", "ii"),
    "III": ("3", "3hg", "iii"),
    "IV": ("4", "4hg"),
    "1": ("I", "01", "0001"),
    "2": ("II", "02", "0002"),
    "3": ("III", "03"),
    "A01": ("A1", "A-01", "01A", "a01"),
    "B12": ("B-12", "b12", "12B"),
    "rd": ("RD", "rood"),
    "zw": ("ZW", "zwart"),
    "bv": ("BV", "boven", "bov"),
}

#: Suffixes that a house has two or three of, one beside or above the other.
FLATS: tuple[tuple[str, ...], ...] = (
    ("A", "B", "C", "D"),
    ("hs", "I", "II", "III"),
    ("1", "2", "3"),
    ("rd", "zw"),
    ("A01", "B12"),
)
