"""The words by which the identification check knows a unit, a role, a period, a detail, a name.

Dutch and English side by side: texts mix them. Plurals of roles are left out on purpose, since
"managers" are nobody in particular.
"""

UNITS = """
    (?:de|het|die|dat|deze|dit|een|één|onze|the|that|this|our|one)\\s(?:\\w+\\s)?
        (?:afdeling|team|unit|ploeg|dienst|locatie|vestiging|werkplaats|department|branch|site|ward)
    (?:afdeling|team|unit|locatie|vestiging|filiaal|ward|department|branch)\\s(?:[A-Z]\\w*|\\d+)
    [A-Z]\\w+\\s(?:office|branch|site|plant|team|department)
    nachtdienst avonddienst dagdienst nachtploeg avondploeg dagploeg weekenddienst
    night\\sshift evening\\sshift day\\sshift weekend\\sshift
    magazijn keuken receptie salarisadministratie boekhouding debiteurenadministratie callcenter
    spoedeisende\\shulp SEH ICU poli\\w*kliniek verpleegafdeling operatiekamer\\w* laboratorium
    warehouse kitchen reception front\\sdesk payroll accounting call\\scent(?:re|er) laboratory
    emergency\\sroom operating\\stheatre workshop
"""

ROLES = """
    directeur bestuurder bestuursvoorzitter teamleider teamleidster leidinggevende manager
    afdelingshoofd hoofd\\svan\\s\\w+ coördinator secretaresse receptionist(?:e)? stagiair(?:e)?
    uitzendkracht oproepkracht trainee verpleegkundige arts huisarts bedrijfsarts chirurg
    anesthesist docent leraar lerares conciërge kok chauffeur monteur planner controller
    boekhouder jurist projectleider ploegbaas voorman magazijnmedewerker portier schoonmaker
    schoonmaakster hr-adviseur preventiemedewerker ondernemingsraadslid or-lid vakbondslid
    director ceo cfo coo team\\sleader supervisor head\\sof\\s\\w+ coordinator secretary intern
    apprentice temp(?:orary\\sworker)? nurse doctor surgeon anaesthetist teacher caretaker cook
    driver mechanic accountant lawyer project\\sleader foreman porter cleaner hr\\sadvis[eo]r
    prevention\\sofficer shift\\sleader line\\smanager
"""

MONTHS = """
    januari februari maart april mei juni juli augustus september oktober november december
    january february march may june july august october
"""
_WEEKDAYS = """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    monday tuesday wednesday thursday friday saturday sunday
"""


def _any(words: str) -> str:
    return "|".join(words.split())


DAYS = f"""
    \\d{{1,2}}(?:st|nd|rd|th|e)?\\s(?:of\\s)?(?:{_any(MONTHS)})
    (?:{_any(MONTHS)})\\s\\d{{1,2}}(?:st|nd|rd|th)?(?!\\d)
    \\d{{1,2}}[-/.]\\d{{1,2}}[-/.]\\d{{2,4}} \\d{{4}}-\\d{{2}}-\\d{{2}}
    (?:{_any(_WEEKDAYS)})
    (?:vorige|afgelopen|deze|verleden)\\sweek (?:last|this|the\\spast)\\sweek gisteren yesterday
"""
PERIODS = f"""
    {DAYS} (?:in|sinds|vanaf|eind|begin|half|since|from|by|mid|late|early)\\s(?:{_any(MONTHS)})
    (?:vorige|afgelopen)\\smaand last\\smonth (?:eerste|tweede|derde|vierde)\\skwartaal
    (?:first|second|third|fourth)\\squarter (?:zomer|kerst|voorjaars|herfst)vakantie
    kerstborrel personeelsfeest bedrijfsuitje teamuitje christmas\\sparty office\\sparty
    staff\\sparty away\\sday
"""

DETAILS = """
    zwanger(?:schap(?:sverlof)?|e)? miskraam bevallingsverlof pregnan(?:t|cy) miscarriage
    maternity\\sleave burn-?out kanker depressi(?:e|ef|eve|on) epilepsie diabetes adhd autis\\w+
    cancer depressed epilep\\w+ wheelchair rolstoel hoofddoek headscarf keppel(?:tje)? moskee
    mosque moslim(?:a)? muslim joods(?:e)? jewish christen hindoe hindu sikh homo(?:seksuele?)?
    lesbisch(?:e)? gay lesbian transgender trans\\s(?:wo)?man non-?bina(?:ir|ire|ry)
    marokkaans(?:e)? turks(?:e)? pools(?:e)? surinaams(?:e)? syrisch(?:e)? oekraïens(?:e)?
    moroccan turkish polish surinamese syrian ukrainian statushouder asylum\\sseeker verslav\\w+
    alcohol(?:probleem|isme)? addict(?:ed|ion) schulden in\\sdebt echtscheiding divorce\\w*
    rechtszaak lawsuit kort\\sgeding aangifte police political\\sparty ontslagen
    ontslag\\sgenomen vaststellingsovereenkomst dismissed fired resigned settlement\\sagreement
    overgeplaatst transferred geschorst suspended op\\snon-actief zelfmoord\\w* suïcid\\w*
    suicid\\w* verkracht\\w* raped? aangerand\\w* assaulted
"""

PERSONS = """
    (?:een|één|de|deze|die|dat|the|a|an|one|this|that|another)\\s(?:\\w+\\s)?
        (?:medewerker|medewerkster|collega|werknemer|werkneemster|vrouw|man|persoon|cliënt|melder
        |employee|colleague|worker|woman|person|client)
    iemand someone somebody hij he she
"""

TELLING = """
    vertel(?:de|t)(?:\\sme|\\smij)? zei zegt gaf\\saan geeft\\saan liet\\sweten schreef ervaart
    ervoer voelde\\szich noemde verklaarde told said says wrote described felt experienced
    complained confided mentioned explained
"""

#: whom a small number may be of
PEOPLE = """
    medewerk(?:er|ster)s? collega['’]?s? werknemers? mensen personen vrouwen mannen
    verpleegkundigen artsen docenten stagiairs? managers? teamleiders? leidinggevenden
    chauffeurs? jongeren ouderen klagers? cliënten gesprekken employees? colleagues? people
    persons? workers? women men nurses doctors teachers interns supervisors drivers staff
    clients? conversations talks
"""
FEW = "1 2 3 4 één twee drie vier one two three four"

#: common in the Netherlands; those that are words as well are left out
FIRST_NAMES = """
    Aaliyah Abdel Achmed Adam Ahmed Aisha Albert Alex Alexander Ali Alice Amber Amina Amir Amy
    An Andrew Angela Anita Anja Anna Anne Annemarie Anneke Annet Anouk Anton Arie Arjan Arjen
    Astrid Ayse Barbara Bart Ben Bernard Bianca Bob Bram Brenda Brian Carla Carlo Carolien
    Caroline Cees Charlotte Chantal Chris Christa Christian Claire Claudia Corinne Cornelis Daan
    Daniel Danielle David Debbie Dennis Diana Dirk Edwin Eefje Elena Elise Ellen Els Emily Emine
    Emma Emre Eric Erik Esmee Esther Eva Evelien Fatih Fatima Fatma Femke Ferry Fleur Floor
    Frank Fred Frederik Gerard Gerda Gerrit Gert Giel Hanna Hannah Hans Harm Harry Hassan Heleen
    Helen Henk Henny Herman Hilde Hugo Ibrahim Ilse Inge Ingrid Irene Iris Isabel Ivo Jaap Jack
    Jacqueline James Jan Jane Janneke Jasmijn Jasper Jeroen Jesse Jessica Joanna Joep Johan John
    Jolanda Joost Joris José Joyce Judith Julia Jurgen Karel Karen Karin Karim Kees Kelly Kevin
    Khadija Kim Klaas Laura Lars Leo Lieke Linda Lisa Lotte Louise Luc Lucas Luuk Maaike Maarten
    Manon Marc Marcel Margriet Maria Marianne Marieke Marijke Marion Marjan Marleen Marloes
    Martijn Martin Mary Matthijs Maurice Melanie Mehmet Merel Michael Michel Michelle Miriam
    Mohamed Mohammed Monique Mustafa Nadia Natasja Nick Nicole Niels Nina Noor Olga Omar Oscar
    Pascal Patricia Patrick Paul Paula Peter Petra Philip Pieter Piotr Rachel Rachid Ralph Ramon
    Rashid Remco Renate Renske René Rianne Richard Rick Rik Rita Rob Robert Robin Roel Ron
    Ronald Ruben Rutger Ruud Samira Sander Sandra Sanne Sara Sarah Saskia Sebastiaan Selma
    Sharon Simone Sjoerd Sofie Sophie Stefan Steven Susan Suzanne Sven Sylvia Tamara Teun Thea
    Theo Thomas Tim Tineke Tom Ton Tony Truus Victor Vincent Wendy Wesley Wilma Willem Wim
    Wouter Yasmin Youssef Yusuf Yvonne Zeynep
"""

#: capitals within a sentence that are no name of a person
KNOWN = """
    Ik I Human Resources Raad Bestuur Toezicht Commissarissen Directie Ondernemingsraad Board
    Works Council Supervisory Dutch English Nederland Nederlands Netherlands Nederlandse Europe
    European Europa Arbowet Arbo Wet Act Law RI PSA Kerst Pasen Christmas Easter
"""
