"""What people in the Netherlands are called, by origin; within a list the commonest come first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Names that go together, and how many in a thousand residents bear them."""

    share: int
    surnames: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split(",") if name.strip())


ORIGINS: dict[str, Origin] = {
    "dutch": Origin(
        510,
        _words("""de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer,
            Mulder, de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits,
            de Graaf, van der Meer, van der Linden, Kok, Jacobs, de Haan, Vermeulen, van den Heuvel, van der Veen,
            van den Broek, de Bruijn, de Bruin, van der Heijden, Schouten, van Beek, Willems, van Vliet, Hoekstra,
            Maas, Verhoeven, Koster, van Dam, van der Wal, Prins, Blom, Huisman, Peeters, Kuipers, van Veen,
            van Dongen, Veenstra, Kramer, van den Bosch, van der Meulen, Mol, Zijlstra, Gerritsen, Martens, Postma,
            van Wijk, Evers, van der Laan, Schipper, van der Velden, van 't Hof, van der Horst, Kuijpers, Wolters,
            Rijnders, in 't Veld, 't Hart, van 't Hoff, van der Ploeg, op den Kamp, ter Braak, ten Hoeve, te Riele,
            uit den Bogaard, van de Ven, van de Pol, van der Schaaf, den Ouden, den Hartog, von Bergh, d'Hondt,
            de l'Écluse, van IJzendoorn, IJsseldijk, Pijnacker, Wijnhoven, Thijssen, Mathijssen, Crombach, Broekx,
            Hendrix, Schmidt, Franssen, Theunissen, Coenen, Beckers, Quaedvlieg, Creemers, Verschuren, Daniëls, Israël,
            van Riet Paap, van Heeswijk, Oude Elferink, Klein Breteler, Groot Koerkamp, Nijenhuis, Scheltinga,
            van der Kruijssen, Vandenbroucke, Vanderlinden, Appelboom, Korteweg, Sluijter, Vreugdenhil"""),
        _words("""Johannes, Jan, Pieter, Cornelis, Hendrik, Willem, Gerrit, Jacobus, Petrus, Martinus, Dirk, Thomas,
            Daan, Kees, Theodorus, Adrianus, Antonius, Bastiaan, Christiaan, Franciscus, Lambertus, Marinus, Niels,
            Rudolf, Sander, Tim, Victor, Wouter, IJsbrand, Matthijs, Philippus, Joost, Luuk, Emiel, André, René,
            Eduard, Frederik, Leonardus, Otto"""),
        _words("""Maria, Johanna, Anna, Cornelia, Elisabeth, Wilhelmina, Hendrika, Catharina, Margaretha, Petronella,
            Emma, Sophie, Anneke, Theodora, Christina, Jacoba, Geertruida, Francisca, Adriana, Berendina, Daniëlle,
            Esmée, Fleur, Ingrid, Karin, Lotte, Linda, Marloes, Nienke, Olga, Roos, Saskia, Tineke, Ursula, Vera,
            Zoë, Yvonne, Philippina, IJda, Renée"""),
    ),
    "frisian": Origin(
        50,
        _words("""Hoekstra, Dijkstra, de Vries, Postma, Zijlstra, Bouma, Wiersma, van der Meulen, Feenstra, Sikkema,
            Wijnia, Hiemstra, Ytsma, Tjepkema, Reitsma, Douma, Terpstra, van der Wijk, Sybrandy, Ybema, Boersma,
            Haisma, Bijlsma, Rijpma, Nijdam, Cnossen, Jellema, Attema, van Wieren, Kooistra"""),
        _words("""Sjoerd, Jelle, Tjeerd, Wiebe, Sytze, Douwe, Gerlof, Hylke, Rients, Ype, Auke, Bauke, Folkert, Klaas,
            Oeds, Pyt"""),
        _words("""Tjitske, Sietske, Baukje, Femke, Hiske, Jeltje, Ytsje, Nynke, Rixt, Wytske, Grietje, Aukje, Doutzen,
            Klaske, Lysbeth, Oetske"""),
    ),
    "surinamese": Origin(
        70,
        _words("""Singh, Ramdin, Bissessar, Jagroep, Pinas, Ramsaran, Mahabier, Kalloe, Sewnarain, Kromosoeto,
            Amatdawoed, Kartosen, Wijdenbosch, Venetiaan, Landveld, Bhagwandin, Gangaram Panday, Jhinkoe, Soekhoe,
            Doerga, Autar, Biharie, Chin A Foeng, Lie A Fat, Tjon A Tsien, Raghoebarsing, Sardjoe, Kolf, Vrede,
            Baldewsingh, Hoepel, Dos Ramos, Partosoewito"""),
        _words("""Radjesh, Anil, Winston, Orlando, Soeresh, Ramon, Edgar, Humphrey, Lloyd, Ruben, Prem, Dewanand,
            Kenneth, Ewald, Mohamed, Iwan, Guno"""),
        _words("""Shanti, Anita, Soenita, Radjwantie, Marlène, Patricia, Joyce, Hilda, Gaitrie, Lilian, Esseline,
            Devika, Kamla, Usha, Noor, Zoubida, Bernadette"""),
    ),
    "turkish": Origin(
        80,
        _words("""Yılmaz, Yilmaz, Kaya, Demir, Şahin, Çelik, Yıldız, Öztürk, Aydın, Özdemir, Arslan, Doğan, Kılıç,
            Aslan, Çetin, Kara, Koç, Kurt, Özkan, Şimşek, Erdoğan, Güneş, Yavuz, Bulut, Ünal, Çakır, Korkmaz, Polat,
            Tekin, Aktaş, Gül, Karataş, Bayram, Uçar, İnce, Türkoğlu, Hacıoğlu, Karabulut"""),
        _words("""Mehmet, Mustafa, Ahmet, Ali, Hüseyin, Hasan, İbrahim, Murat, Ömer, Yusuf, Emre, Serkan, Kemal, Orhan,
            Cengiz, Bülent, Zeki, Ferhat, Tarık, Volkan"""),
        _words("""Fatma, Ayşe, Emine, Hatice, Zeynep, Elif, Meryem, Şerife, Zehra, Sultan, Hanife, Merve, Gülsüm,
            Büşra, Esra, Özlem, Dilek, Nuray, Pınar, Tülay"""),
    ),
    "moroccan": Origin(
        80,
        _words("""El Amrani, El Idrissi, Bouali, Benali, El Yaakoubi, Azzouzi, Haddou, Ben Haddou, El Khattabi,
            Achahbar, El Hamdaoui, Bouzid, Chaouki, Amghar, Ouali, El Ouali, Belhaj, Boutaher, Ziani, El Moussaoui,
            Lakhdar, Mokhtari, Aarab, El Bakkali, Ben Moussa, Tahiri, Saïdi, Bensaïd, Ait Taleb, Oulad Ali, El Fassi,
            Ezzahraoui, Bouchrouk, Charif, Khalloufi, Qadiri, Jaddi, Dahmani"""),
        _words("""Mohamed, Ahmed, Youssef, Rachid, Hassan, Said, Abdelkader, Khalid, Mustapha, Driss, Bilal, Omar,
            Ibrahim, Jamal, Karim, Nordin, Tarik, Zakaria, Fouad, Lahcen"""),
        _words("""Fatima, Khadija, Aïcha, Naïma, Samira, Malika, Hanane, Rachida, Yamina, Loubna, Oumaima, Zineb, Houda,
            Jamila, Karima, Btissam, Souad, Dounia, Ghizlane, Touria"""),
    ),
    "polish": Origin(
        45,
        _words("""Nowak, Kowalski, Wiśniewski, Wójcik, Kowalczyk, Kamiński, Lewandowski, Zieliński, Szymański, Woźniak,
            Dąbrowski, Kozłowski, Jankowski, Mazur, Kwiatkowski, Krawczyk, Piotrowski, Grabowski, Pawłowski, Król,
            Michalski, Wróbel, Jabłoński, Stępień, Górski, Pietrzak, Łukasik, Żak"""),
        _words("""Piotr, Krzysztof, Andrzej, Tomasz, Paweł, Michał, Marcin, Jakub, Łukasz, Zbigniew, Grzegorz, Rafał,
            Wojciech, Adam, Dariusz, Sławomir"""),
        _words("""Anna, Katarzyna, Małgorzata, Agnieszka, Barbara, Ewa, Joanna, Magdalena, Zofia, Dorota, Beata, Iwona,
            Urszula, Renata, Halina, Łucja"""),
    ),
    "antillean": Origin(
        40,
        _words("""Martina, Rosaria, Isenia, Martis, Maduro, Croes, Sint Jago, Winklaar, Girigorie, Bernadina, Fransisca,
            Constancia, Wever, Kock, Geerman, Everon, Pieternella, Cijntje, Janga, Felida, Hernández Ruiz,
            Doran Scoop, De Palm, Tromp, Victoria, Bonafacia"""),
        _words("""Rignald, Jurensly, Angelo, Eugène, Elvis, Ruthmilda, Gilbert, Hensley, Marvin, Shurendy, Wendell,
            Quincy, Franklin, Otmar, Denzel, Carlos"""),
        _words("""Shurandy, Gisella, Lucia, Mirthe, Elvira, Nathalie, Rosalina, Zuleika, Velma, Darlene, Ivonne,
            Odette, Carmen, Filomena, Josefina, Thaïsa"""),
    ),
    "indonesian": Origin(
        30,
        _words("""Pattiasina, Tahitu, Sahetapy, Manuhutu, Latuheru, Leatemia, Soumokil, Matulessy, Tuhuteru, Siahaya,
            Tupamahu, Sapulette, Wattimena, Hehanussa, Soetomo, Djojohadikoesoemo, Soerjadi, Oei, Tan, Liem, Kwee,
            Toisuta, Nanlohy, Tjokrodimedjo"""),
        _words("""Johannis, Dominggus, Melkianus, Soetan, Agus, Benjamin, Marthen, Chris, Jopie, Robby, Hengky, Wahyu,
            Zadrach, Urbanus, Eli, Frits"""),
        _words("""Josina, Dewi, Sri, Agustina, Wilhelmina, Batseba, Mathilda, Nona, Fransina, Hermina, Ludya, Naomi,
            Kartini, Octovina, Ratna, Indah"""),
    ),
    "chinese": Origin(
        25,
        _words("""Chen, Wang, Zhang, Li, Huang, Lin, Wu, Zhou, Liu, Yang, Zheng, Zhao, Xu, Hu, Guo, Ye, Cai, Liang"""),
        _words("Wei, Jun, Ming, Hao, Qiang, Lei, Bo, Tao, Feng, Guowei, Zhiming, Xiaolong, Kai, Yong, Dong"),
        _words("Xiu, Fang, Mei, Ling, Na, Jing, Yan, Hui, Qing, Xiaoling, Lihua, Wenjing, Ting, Dan, Bing"),
    ),
    "ukrainian": Origin(
        30,
        _words("""Shevchenko, Kovalenko, Bondarenko, Tkachenko, Kravchenko, Oliynyk, Shevchuk, Koval, Polishchuk,
            Hryhorenko, Lysenko, Moroz, Zelinskyi, Khomenko, Yurchenko, Savchuk, Petrovskyi, Chornyi, Kharchenko,
            Zhuravel, Hnatiuk, Yakovenko"""),
        _words("""Oleksandr, Serhii, Volodymyr, Andrii, Mykola, Ivan, Vasyl, Yurii, Dmytro, Petro, Bohdan, Taras, Roman,
            Kyrylo, Hryhorii, Fedir"""),
        _words("""Olena, Tetiana, Natalia, Iryna, Oksana, Svitlana, Halyna, Liudmyla, Mariia, Kateryna, Yuliia, Zoia,
            Vira, Daryna, Hanna, Bohdana"""),
    ),
    "german": Origin(
        15,
        _words("""Müller, Weiß, Groß, Schröder, Krauß, Strauß, Schäfer, Voß, Jäger, Köhler, Heß, Böhm, Preußer, Thießen,
            Großmann, Weißenborn, von der Heide, Süßmann"""),
        _words("Hans, Klaus, Jürgen, Günther, Wolfgang, Dieter, Uwe, Matthias, Rolf, Ekkehard, Bernd, Ludwig"),
        _words("Ursula, Monika, Renate, Brigitte, Käthe, Heike, Gisela, Sabine, Anke, Waltraud, Doris, Lieselotte"),
    ),
    "eritrean": Origin(
        25,
        _words("""Tesfay, Haile, Ghebremeskel, Kidane, Berhane, Tekle, Habtemariam, Woldu, Mehari, Yohannes, Asmelash,
            Zerai, Okbay, Negash, Gebreab, Weldemichael"""),
        _words("Yonas, Filmon, Samuel, Abel, Robel, Dawit, Merhawi, Kibrom, Hagos, Teklit, Berhe, Natnael, Isaias"),
        _words("Selam, Feven, Rahwa, Luwam, Helen, Bisrat, Senait, Mebrat, Yordanos, Almaz, Kisanet, Winta, Tigisti"),
    ),
    "scandinavian": Origin(
        5,
        _words("Sørensen, Jørgensen, Åkesson, Østergaard, Bjørnstad, Strøm, Lindström, Næss, Ångström, Kjær"),
        _words("Søren, Lars, Bjørn, Erik, Magnus, Anders, Henrik, Tor, Per, Gustav, Oskar, Viggo"),
        _words("Ingrid, Astrid, Kirsten, Mette, Sigrid, Hanne, Berit, Liv, Tove, Gunhild, Oda, Åse"),
    ),
}

#: What somebody is called at home and at the doctor's, by the name in the register.
CALL_NAMES: dict[str, tuple[str, ...]] = {
    "Johannes": ("Hans", "Jan", "Joop"),
    "Cornelis": ("Kees", "Nelis"),
    "Hendrik": ("Henk", "Rik"),
    "Willem": ("Wim", "Pim"),
    "Jacobus": ("Koos", "Jaap", "Ko"),
    "Petrus": ("Piet", "Peer"),
    "Theodorus": ("Theo", "Dorus"),
    "Adrianus": ("Ad", "Janus"),
    "Antonius": ("Toon", "Ton"),
    "Bastiaan": ("Bas",),
    "Franciscus": ("Frans", "Cis"),
    "Lambertus": ("Bert", "Lambert"),
    "Leonardus": ("Leo", "Nardus"),
    "Johanna": ("Annie", "Jopie", "Hanneke"),
    "Cornelia": ("Corrie", "Nel"),
    "Elisabeth": ("Bets", "Els", "Lies"),
    "Wilhelmina": ("Mina", "Willy"),
    "Hendrika": ("Riek", "Henny"),
    "Catharina": ("Toos", "Rina", "Ina"),
    "Margaretha": ("Greet", "Marga", "Gré"),
    "Petronella": ("Nel", "Petra"),
    "Geertruida": ("Truus", "Trudy"),
    "Maria": ("Riet", "Mieke", "Ria"),
    "Mohamed": ("Mo", "Simo"),
    "Abdelkader": ("Kader", "Abdel"),
    "Oleksandr": ("Sasha", "Oleks"),
    "Krzysztof": ("Krzys", "Chris"),
    "Katarzyna": ("Kasia",),
    "Małgorzata": ("Gosia",),
}
