package match

import "cmp"

// concept returns the word that a word means in other languages' names; itself when it is none of these.
func concept(w string) string {
	c := cmp.Or(translations[w], w)
	return cmp.Or(synonyms[c], c)
}

// translations are what names of organizations are made of, in languages of Europe and Asia as they fold. They make
// names similar, never the same: a name's key knows synonyms alone. Words that look like each other (tecnología,
// teknologi) need no line, word.similarity knows them. A line reads "what it means: words".
var translations = table(`
academy: akademio gakuin
advanced: avanzado avanzados avancee avancees avance avances avanzata avanzati fortgeschrittene pokrocile zaawansowanych
affair: affairs asuntos affaires assuntos affari angelegenheiten sprawy veci zaken
africa: afrique afrika afryka afriki
aging: ageing vieillissement envejecimiento invecchiamento envelhecimento alterns
agricultural: agricoltura agropecuaria agropecuario agropecuarias agrarias agraires agraire agronomique agronomica agronomy agronomia agronomicas rolnictwa rolniczy zemedelska zemedelsky landwirtschaft landwirtschaftliche landbouw landbruk jordbruk lantbruks lantbruksuniversitet jordbrug selskokhoziaistvennyi agrarnyi agrarnii tarim ziraat pertanian nong nongye nogyo mezogazdasagi
air: luft lucht vozdukh hava havacilik
america: amerique amerika ameryki ameriki
analysis: analyse analyses analisis analise analisi analiza analizi
animal: animales animaux animale animali animais tier tiere dier dierlijke zwierzat zvirat hayvan djur
applied: aplicada aplicadas aplicado aplicados appliquee appliquees applique appliques applicata applicate applicati angewandte angewandten aplikovane aplikovanej stosowanej stosowanych toegepast toegepaste anvendt tillampad prikladnoi prikladnykh uygulamali terapan terapkan
aquatic: acuatica acuaticos aquatique aquatiques aquatici aquatica gewasser vodnich vodnykh
archaeology: archeology arqueologia arqueologica archeologie archeologique archeologia archaologie archaologisches archeologii arkeoloji arkeologi arkheologii
architecture: arquitectura arquitetura architettura architektur architektura architektury mimarlik arkitektur arkhitektury
archive: archives archivo archivos arquivo archivio archiv archiwum arkiv arkhiv
army: ejercito armee esercito exercito armady armii
art: arts arte artes arti kunst kunste kunsten kunstakademi konst umeni sztuki sztuk umetnosti iskusstv mystetstv sanat sanatlar yishu geijutsu muveszeti
artificial: artificielle artificiale kunstliche kunstig iskusstvennogo yapay
asia: asie asien azji azii azie
assistance: asistencia assistenza assistencia hilfe
athens: athina athinon athenai
atomic: atomique atomica atomico atomare atomnoi atomnogo
austria: austrian osterreich osterreichische osterreichischer osterreichisches autriche rakouske
automation: automatica automatique automatisierung automatyki avtomatiki avtomatizatsii otomasyon
autonomous: autonoma autonomo autonome autonom
aviation: aviacion aviacao aviazione luftfahrt lotnictwa letectvi aviatsionnyi aviatsionnogo aviatsii aeronautics aeronautical aeronautica aeronautique aeronautico
basic: basica basicas basico grundlagen temel
belgium: belgian belge belgisch belgique belgie
belgrade: beograd beogradu
biodiversity: biodiversidad biodiversite biodiversita biodiversidade biodiversitat biodiverzity
biology: biologia biologie biologique biologiques biologica biologicas biologico biological biologii biologi biyoloji biologicheskii shengwu seibutsu hayati
black: negro negra noir noire nero nera schwarz svart zwart cerny czarny siyah
blood: sang sangre sangue blut bloed blod krovi
book: libro livro buch boek kniga knih
border: frontera frontiere frontier grenze granica
botanical: botanico botanica botanique botanischer botanische botanisch botaniska botanicky botanik botanicheskii botany
brain: cerveau cerebro cervello gehirn hirn hersenen mozgu mozku mozga beyin
brazil: brazilian brasil brasileira brasileiro bresil
breeding: mejoramiento amelioration miglioramento zuchtung zucht seleksjon selektsii
broadcasting: radiodiffusion radiodifusion rundfunk omroep
brussels: bruxelles brussel
bucharest: bucuresti
building: construction construcciones construccion construcao costruzioni bauwesen bouw bygg stroitelstva stroitelnyi insaat stavebni budownictwa edilizia
bulgaria: bulgarian bulgarska balgarska
bureau: buro byuro
business: empresa empresas empresarial empresariales entreprise entreprises impresa isletme wirtschaft bisnis keiei shangye
campus: campi
cancer: kanker krebs cancerologie cancerologia onkologie onkologii onkologia oncology oncologie oncologia oncologico oncologica rakoviny kreft kraft tumor tumori tumoren onkoloji onkologichnyi onkologicheskii zhongliu
cardiology: cardiologia cardiologie kardiologie kardiologii kardioloji cardiovascular cardiovasculaire cardiovasculares herz coeur corazon cuore
care: soins cuidados cuidado pflege zorg omsorg pleje bakim pece opieki
catholic: catolica catolico catholique cattolica katholische katholischen katholieke katolicki katolickie katolicka katolik katolikus
cell: celular cellulaire cellule cellules cellulare zell zelle zellen celula celulas celule kletki hucre
central: centrale tsentralnyi tsentralna centralna centralny zentral zentrale ustredni merkez pusat zhongyang chuo
ceramic: ceramics ceramica ceramique keramik keramiki
chamber: camara chambre camera kammer kamer izba
charity: caridad charite carita charitativ
chemistry: chemical chemicals chimique chimiques quimicas quimico chimico chemii chemische chemisch kimya kemi kemian khimiia khimicheskii kimia kemiai huaxue
child: children infantil infantile nino ninos enfant enfants crianca criancas bambino bambini pediatric pediatrico pediatrica pediatrique paediatric kinder kind barn dieti ditei dziecka deti cocuk anak ertong
china: zhongguo chine cina kitai chiny chugoku zhonghua
christian: cristiana cristiano chretien chretienne christliche christelijke
church: iglesia eglise chiesa igreja kirche kerk kirke kyrka kosciol tserkov
city: ciudad ville citta cidade stadt stad mesto miasto miasta gorodskoi kota urban urbain urbaine urbana urbano urbanas
civil: civile zivil sivil
climate: clima climat climatique climatico klima klimat klimatu klimaat iklim
clinical: clinica clinico clinicas clinique cliniques klinische klinischen klinik kliniken kliniek kliniki klinika klinicka klinicke kliniczny klinicheskaia clinic clinics policlinico poliklinik
coast: cote kuste kyst kust
cognitive: cognitivo cognitiva cognitivas cognition kognitive kognitiv
collection: coleccion colecao sammlung
college: hogeschool hojskole hogskola hogskolan hogskolen hoyskole hoyskolen hochschule fachhochschule haute xueyuan gakko skoler politekhnikum colegios kolledzh kolegium
cologne: koln koeln
commerce: comercio commercio commerciale handel handels handlowa ticaret torgovli shangwu obchodu
communication: communications comunicacion comunicaciones comunicacao comunicazione comunicazioni kommunikation kommunikasjon komunikacji komunikaci iletisim komunikasi
community: comunitario comunitaria communautaire comunita gemeinde gemeinschaft
computer: computing computation computational informatico ordinateur rechner racunarski racunalnistvo bilgisayar komputer komputerowych vychislitelnoi kompiuternykh jisuanji calcul calculo
conservation: conservacion conservacao conservatoire conservazione conservatory conservatorio konservatorium naturschutz ochrony okhrany
control: controle controllo regelung upravleniia kontrol kontroll
cooperation: cooperacion cooperacao cooperazione zusammenarbeit kooperation samarbeid cooperative cooperativa cooperativo genossenschaft
copenhagen: kobenhavn kobenhavns
croatia: croatian hrvatska hrvatski hrvatske
cuba: cuban cubana cubano
cultural: culture cultura culturale culturel culturelle culturelles culturali kultur kulturen kulturni kultury kulturnyi kulturalny cultuur kebudayaan wenhua bunka kulturu
czech: ceska ceske cesky ceskych tschechische cheque checa
data: datos donnees dados dati daten veri dane
defense: defence defensa defesa difesa verteidigung oborony savunma obrony
denmark: danish danmark danmarks dansk danske danemark danois
dental: dentistry odontologia odontologica odontologie dentaire stomatologie stomatologii stomatologicheskii zahn zahnmedizin tandheelkunde shika
department: directorate direccion direction direzione direcao abteilung avdeling afdeling otdel otdelenie bolumu seccion section sezione sektion sekcia
design: diseno desenho progettazione gestaltung tasarim
development: desarrollo developpement desenvolvimento sviluppo entwicklung ontwikkeling utvikling utveckling udvikling rozwoju rozvoje rozvoj razvitiia razvoj razvoja kalkinma gelistirme pembangunan fazhan kaihatsu fejlesztesi dezvoltare
diabetes: diabete diabetologie diabetologia diabetic
didactic: didactica didactique didattica
digital: numerique digitale digitales digitala tsifrovoi
disability: discapacidad handicap disabilita behinderung
disease: diseases maladie maladies enfermedad enfermedades doenca doencas malattie malattia krankheit krankheiten ziekte ziekten chorob choroba sygdomme boleznei hastaliklari
district: distrito arrondissement bezirk raion okres ilce landkreis quxian
earth: terre tierra terra erde ziemi zemli terrestre
eastern: oriental orientale orientales ostlich osten vostochnyi vostoka vostok wschodni wschodniej vychodni dogu timur leste levante este higashi
ecology: ecologia ecologie ecologique ecological okologie okologi ekologi ekologie ekologii ekologiya ekoloji ecologiche ecosystem ecosystems ecosystemes ecosistemas
economic: economics economy economia economica economicas economico economie economique economiques ekonomi ekonomicka ekonomiczny ekonomiczna ekonomii ekonomiki ekonomicheskii okonomi okonomie okonomik iktisat iktisadi ekonomika jingji keizai volkswirtschaft kozgazdasagi
education: pedagogique educativas educativa educativo enseignement ensenanza ensino istruzione formation formacion formacao formazione bildung onderwijs utdanning utbildning uddannelse opetus vzdelavani edukacji obrazovaniia obrazovania osviti osvita egitim pendidikan jiaoyu oktatasi educatie formations
electric: electrica electrico electrique elektrische elektrotechnik elektrotechnicka elektrik elektricheskii electricity electricidad electricite dianli denki eletrica
electronic: electronics electronica electronico electronique elettronica elektronik elektronika elektroniki elektronicheskii dianzi denshi eletronica
emergency: urgence urgences emergencia emergencias emergenza notfall acil darurat
employment: empleo emploi lavoro emprego arbeit arbeits travail trabajo trabalho work works labour labor pracy prace truda arbeid arbeids arbete munka calisma tenaga
energy: energia energie energetico energetica energetique energii energi enerji energetiky energetiki energetycznych energeticheskii nengyuan enerugi
engineering: engineer engineers ingenieurwesen ingenieure ingenieurwissenschaften ingenieur ingenieurs ingenieros ingegneria inzynierii inzenyrstvi inzhenernyi inzhenernii muhendislik ingenjor ingenior teknik gongcheng mernoki ingineria
england: english anglais inglesa ingles
enterprise: unternehmen unternehmens
environment: medioambiente medioambiental ambiental ambientais ambientali ambientale miljo milieu ymparisto umweltforschung prostredi srodowiska okruzhaiushchei sredy cevre lingkungan huanjing kankyo kornyezet mediu
epidemiology: epidemiologia epidemiologie epidemiologii epidemiyoloji
equipment: equipos equipement gerate oborudovaniia
estonia: estonian eesti
europe: europa europea europeo europeenne europeen europaische europaischen europaisches europees europese evropsky evropske evropeiskii eurooppa europejski avrupa europeia europeu european
experimental: experimentale experimentelle experimentell eksperimentalnoi doswiadczalnej
expert: experts experto expertise
faculty: facultad faculte faculdade facolta fakultat fakultet fakulta fakulteta fakultesi fakultas faculteit facultat fakultetet wydzial tiedekunta gakubu
family: familia famille famiglia familie rodziny aile keluarga
farm: granja ferme fazenda fattoria
field: campo champ feld
film: cinema cinematographique cinematografia kino
financial: finance finances finanzas finanze financas finanz finanzen finans finansovyi finansow financiera financiero financier financiere keuangan caijing
finland: finnish suomen suomi finska finlande
fire: fuego incendie pozarni
fishery: fisheries peche pesca pesqueira pesquero fischerei fiskeri visserij rybarstvi rybacki rybnogo perikanan suisan
florence: firenze fiorentina
flower: fleur flor fiore blumen bloem
food: alimentos alimentaire alimentaires alimentation alimentacion alimentare alimentacao lebensmittel ernahrung voeding zywnosci potravinarstvi pishchevoi pishchevykh pangan shipin shokuhin elelmiszer fodevarer fodevare
foreign: etranger etrangeres extranjero exteriores exterior esteri auswartige buitenlandse zahranicni
forest: forests forestal forestales foret forets floresta florestas foreste forestale forestiere forestier forestry wald waldes forst lesu lesnictvi lesnoi lesnicky lasow lesny orman skog skogs skov metsa metsantutkimus hutan kehutanan linye shinrin lesnitskii
france: french francais francaise franzosische francesa frances francese franse
free: libera freie freien vrije volnoho vilnii wolny ozgur serbest
friendship: amistad amitie freundschaft druzhby
fundamental: fondamentale fondamentales fundamentalnykh
garden: jardin jardins jardim giardino garten tuin hage zahrada ogrod bahce
gene: genes genetic genetics genetica genetique genetik genetiky genetyki genetiki genome genomics genomica genomique
geneva: geneve genf
genoa: genova
geography: geografia geographie geografico geografii geografi cografya geographique geographic
geology: geologia geologie geologique geologica geologico geological geologi geologii geoloji geologicheskii dizhi chishitsu geologiczny
georgia: georgian sakartvelo
german: deutsch deutsche deutscher deutsches deutschen allemand alemana aleman alemao tedesco duitse niemiecki germany deutschland germanica allemande
glass: vidrio verre vetro glas stekla
gothenburg: goteborg goteborgs
government: gobierno gouvernement governo regierung pemerintah hukumet gubernia governmental gubernamental
graduate: posgrado postgrado postgraduate postgraduados posgraduacao
great: gran grande grandes grands grote grosse velky wielki buyuk
greece: greek hellenic hellenike ellenike ellenikos grece
green: verde vert verte grun groen gron zeleny zielony yesil hijau
growth: crecimiento croissance crescita wachstum
hague: haag
heart: coracao kardiyo
heritage: patrimonio patrimoine erbe dziedzictwa
high: alta alto hautes hoge hohe hoher vysoka vysoke vysokikh vyssikh yuksek wyzsza wyzszej higher superior superiore superiores superieur superieure superieures hoger hogere hoejere vysshego vyssh tinggi gaodeng
history: historia histoire storia historico historica historique historical geschichte geschiedenis historie historii istorii istoriia tarih dejin sejarah historisches lishi rekishi tortenelmi istoric
horticulture: horticultura horticole gartenbau yuanyi engei
hospital: hospitalaria hospitalario hospitalaire hospitalar hospitals hopitaux hospitaliers ospedaliera ospedaliero ospedali sygehus sykehuset sygehuset universitetssjukhus lasarett sairaala krankenhauser klinikken korhaz spitalul hospitalul szpitala szpitale nemocnica bolnisnica likarnia hastane rumah sakit yiyuan byoin
human: humana humanas humano humanos humaine humaines humain humains humane umane umana umano menschliche menschen cloveka czlowieka cheloveka insan humaniora humanities humanidades humanistic humanistische humanistyczny renwen humanistica
hungary: hungarian magyar magyarorszagi hongrie
hydraulic: hidraulica hydraulique idraulica hydraulik
hydrology: hydrologie hidrologia hydrologii
hygiene: higiene hygiena hygieny higieny gigieny igiene
immunology: immunologie inmunologia imunologia immunologia immunologii
independent: independiente independante unabhangige nezavisimyi
india: inde indien indian bharat bharatiya
industry: industrial industriales industriel industrielle industrielles industriali industriale industriellen przemyslu promyshlennosti promyshlennyi prumyslu endustri sanayi industriais gongye kogyo
infection: infections infectious infectieuses infecciosas infectieux infektion infektionsforschung infektionskrankheiten infeksiyon infektsionnykh
information: informacao informazione informazioni informations informationen informacni informacji informatiki informatsionnykh informatsii bilisim informasi xinxi joho
initiative: iniciativa iniziativa
innovation: innovacion inovacao innovazione innovativ inovasi innovacii innovatsii yenilik inovace
institute: instituts institucion institucionais institucional enstitu yanjiuyuan yanjiusuo kenkyujo institutu institutas kenkyusho hogskoleinstitut
insurance: seguros seguro assurance assurances assicurazioni versicherung verzekering forsakring sigorta ubezpieczen pojistovna hoken
integrated: integral integrada integrado integree integrale integrierte
integration: integracion integracao integrazione
intelligence: inteligencia intelligenza intelligenz intellekta zeka
intelligent: inteligentes inteligente intelligents intelligenti akilli
international: internationaux internationales internacionales internazionali internationalen internationaler miedzynarodowy miedzynarodowe mezinarodni medzinarodny mezhdunarodnaia mezhdunarodnogo mizhnarodnyi uluslararasi internasional antarabangsa nemzetkozi kansainvalinen guoji kokusai medjunarodni
intervention: intervencion intervencao intervento
ireland: irish eireann
irrigation: riego riegos bewasserung sulama
island: ilha isola insel eiland ostrov wyspa
italy: italian italiana italiano italie italienne italiani italienische
japan: nihon nippon japon giappone japonais japonesa riben
journal: revista revue rivista zeitschrift tidsskrift tidskrift zhurnal
justice: justicia justica giustizia justiz adalet spravedlnosti sprawiedliwosci yustitsii
key: zhongdian
kingdom: reino royaume regno konigreich koninkrijk
knowledge: conocimiento connaissance connaissances conoscenza conhecimento wissen kennis wiedzy znanie znanii bilgi viden kunnskap
korea: korean hanguk coree
laboratory: laboratuvari labo laboratorij makmal laboratorios laboratoires laboratori shiyanshi jikkenshitsu laborator
language: languages langue langues lengua lenguas lingua lingue linguas sprache sprachen taal sprak sprog jezyka jazyka iazyka linguistics linguistique linguistica linguisticas bahasa yuyan gengo
latin: latino latina latine latinoamericano latinoamericana
law: laws derecho droit diritto direito recht rechts rechtswissenschaft juridique juridica juridiques jura prawa prava pravo hukuk yuridicheskii hukum hogaku legal juridisk
learning: aprendizaje apprentissage apprendimento aprendizagem lernen leren laering
library: biblioteca bibliotheque bibliothek bibliotheek bibliotek biblioteka knihovna kutuphane kirjasto perpustakaan tushuguan toshokan konyvtar biblioteki
life: vie vida vita leben leven livet zycia zivota zhizni yasam hayat
lisbon: lisboa lisbonne
local: locale locales lokal yerel mestni
logic: logique logica logik
machine: machines maquina maquinas macchine maschine maschinen machinery maszyn maschinenbau makine stroju mashin mashinostroeniia jixie kikai
management: gestao gestione gerencia bestuur verwaltung upravlenie upraveniia zarzadzania rizeni yonetim isletmecilik pengurusan manajemen guanli kanri bedriftsledelse ledelse managementul menedzhmenta
marine: marino marina marinas marins marinha meeres meer maritime maritima maritimo morska morskoi morskiy morskie morze deniz denizcilik oceanografia oceanographic oceanography oceanographie oceanografico oceanographique oceanology oceano havs haiyang kaiyo
market: mercado marche mercato markt rynku
material: materials materiales materiais materiaux materiali materialy materiel werkstoff werkstoffe materialien materialforschung materialow materialov materialovedeniia malzeme cailiao zairyo
mathematics: mathematical mathematique mathematiques matematica matematicas matematik mathematik matematyki matematyczny matematiky matematiki matematika matematicheskii wiskunde shuxue sugaku maths math
measurement: medicion mesure mesures misura messung pomiarow izmerenii
mechanics: mechanical mecanica mecanico mecanique meccanica mechanik mechaniki mechaniky mekhaniki mekanik
media: medios medien medya
medical: medicine medicina medicinas medicinale medicales medicaux medecine medizin medizinischen medizinisches medisch medisinsk medicinsk medicinska laaketieteellinen lekarska lekarsky lekarske medycyny medyczny medyczna meditsiny meditsinskii medichnyi meditsinskoi tibbi kedokteran perubatan yike yixue igaku orvosi geneeskunde lekarski medicala mediche
mental: mentale mentales mentaux psychische psychiatry psychiatrie psychiatria psiquiatria psiquiatrico psichiatria psychiatrique psychiatrii psychiatric psychiatrische psikhiatrii
metal: metals metales metaux metalli metalle metallurgy metalurgia metallurgie metalurgii metallurgii jinshu kinzoku
meteorology: meteorologia meteorologie meteorologico meteorological meteoroloji meteorologi qixiang kisho
mexico: mexican mexicano mexicana mexique
microbiology: microbiologia microbiologie mikrobiologie mikrobiologii mikrobioloji
milan: milano mailand
military: militar militaire militare wojskowy wojskowa vojenska voennyi voenno askeri junshi bundeswehr
mine: mining minas minera minero mineria miniere miniera bergbau bergakademie gornictwa gorniczo gornyi madencilik maden pertambangan kuangye kozan minier
ministry: minister ministeria ministerios ministerului ministerija bakanlik kementerian kementrian minystersvo ministarstva
model: modelo modele modelling modeling modelisation modelizacion modellierung
modern: moderna moderno moderne sovremennogo
molecular: moleculaire moleculaires molecolare molekulare molekularbiologie molekularni molekularnoi molekuler fenzi bunshi
morocco: maroc marocaine moroccan
moscow: moskva moskvy moskovskii moskovskogo moscou moskau
mountain: montana montagne montagna montanha gebirge gora hory gunung
movement: movimiento mouvement movimento bewegung
munich: munchen muenchen
municipal: municipale municipalidad municipality municipalite municipio ayuntamiento mairie comune kommune kommun gemeentelijk belediyesi stadtische stadtisches miejski miejska mestska munitsipalnyi
museum: museos musees museet museums muzesi bowuguan hakubutsukan museale
music: musica musique musik muziek hudebni muzyczna muzyki muzyczny muzicka musical muzik zenemuveszeti yinyue ongaku konservatuvari musicale muzikos
naples: napoli
national: nationaux nationalen nasjonal nasjonalt nasjonale nationell nationellt nationalt narodowa narodowe narodnii natsionalna natsionalnoi natsionalnogo gosudarstvo ulusal milli nasional kebangsaan nacionales nacionalni kansallinen guojia guoli kokuritsu nemzeti orszagos nacionala nationala
nature: natural naturales naturelle naturelles naturais naturale naturali natuur naturwissenschaften natur naturen naturhistorisches prirodni prirody przyrodniczy estestvennykh doga dogal alam ziran shizen naturhistoriska
naval: navale flota
netherlands: dutch nederland nederlands nederlandse niederlandische
network: networks reseau reseaux redes rete netz netzwerk netwerk nettverk natverk sieci jaringan
neuro: neuroscience neurosciences neurociencia neurociencias neuroscienze neurowissenschaften neurobiologie neurology neurologie neurologia neurologico neurologii nevrologii neurological noroloji
new: nueva nuevo nouveau nouvelle nouvelles nuovo nuova novo neue neuen neuer neues nieuw nieuwe nowy nowe novyi novykh
northern: nord nordic noord noorden nordlich pohjoinen polnocny severni severnyi severo kuzey utara septentrional norr kita
norway: norwegian norges norsk norske
nuclear: nucleaire nucleaires nucleares nucleare kern kernphysik kernenergie jaderny jadrowej yadernykh iadernykh iadernoi nukleer nuklir genshiryoku hezi
nursing: enfermeria infirmiers infirmieres enfermagem infermieristica pflegewissenschaft krankenpflege verpleegkundigen hemsirelik keperawatan kango nurse nurses
nutrition: nutricion nutricao nutrizione vyzivy zywienia beslenme gizi eiyo
observatory: observatorio observatoire osservatorio sternwarte observatorium obserwatorium observatoriia gozlemevi tianwentai tenmondai
open: abierta abierto ouverte aberta aperta offene offenen otwarty otevrena acik terbuka kaifang hoso
optics: optical optica optique optik optiky optyki guangxue
oral: bucal bucale
organization: organisation organisations organizacion organizacao organizzazione organizatsiia organizacja orgut organisasi
padua: padova
parasitology: parasitologia parasitologie
partner: partners socios partenaires
party: partido parti partei partij
pathology: patologia pathologie patologii patoloji
patient: patients pacientes pazienti
peace: paix pace frieden vrede fred baris
pedagogical: pedagogica pedagogico pedagogisch padagogische padagogischen pedagoski pedagogicka pedagogiczny pedagogicheskii pedagogichnyi pedagogy pedagogik shifan normale normales teachers teacher educadores lehrer lararhogskolan ogretmen keguruan
people: peoples pueblos peuple popolo povo volk volks folk narodow narodov rakyat renmin populaire
performance: rendimiento
petroleum: petrole petroleo petrolio erdol olie oils nefti neftianoi petrol minyak shiyou sekiyu
pharmacy: farmacia farmaceutica farmaceutico farmaceutiche pharmacie pharmaceutique pharmaceutical pharmaceuticals pharmaceutics pharmazie pharmazeutische pharmakologie pharmacology pharmacologie farmacologia farmacologiche farmacologicas farmaceuticke farmaceuticka farmacji farmatsii farmatsevticheskii eczacilik farmasi yaoke yaoxue yakka yakugaku farmaci farmacevtska
philosophy: filosofia philosophie filozofia filozofii filosofii felsefe filosofie zhexue
physical: physics physique physiques fisica fisicas fisico physik physikalische fizyki fyziky fyzikalni fiziki fizika fizik fysik fysikk natuurkunde wuli butsuri fizicheskii physikalisch
physiology: fisiologia physiologie fiziologii fyziologie fizyoloji
plan: planning planeacion planificacion planification planejamento pianificazione planung
planet: planets planetary planetologie planetologia planeten
plant: plants plantas plantes piante vegetal vegetale vegetales planter pflanzen pflanze planten vaxt roslin rostlin rastenii bitki tanaman zhiwu shokubutsu rastlin
plasma: plasmas plasmaphysik plazmy
poland: polish polska polskie polskiej polski polskich pologne
police: policia polizia polizei politie policji policie politsii polis politi polri
policy: politicas politica politiques politique politiche politik polityki politicke politiki politische politikwissenschaft politischen political politics politologii siyasal zhengzhi seiji politisk
pollution: contaminacion inquinamento poluicao
polytechnic: politecnico politecnica polytechnique politechnika politeknik politekhnicheskii polytechnische politecnic politechnic polytechnics politehnica
pontifical: pontificia pontificio pontificale papieski
population: poblacion demographie demografia bevolkerung ludnosci demography demographic nufus
port: puerto porto hafen haven
portugal: portuguese portuguesa portugues
prague: praha praze prahy prag
preparatory: preparatoria preparatoire
prevention: prevencion prevencao prevenzione pravention profilaktiki
primary: primaria primario primaire primarie
private: privada privado prive privee privata privato ozel swasta sili
process: processes procesos processus processi prozess protsessov
production: produccion producao produzione produktion produkcji proizvodstva
professional: profesional profesionales professionnel professionnelle professionali professionale profissional profissionais vocational beroeps zawodowa zawodowy zhiye mesleki yuksekokulu
program: programa programme programma programm
project: projet proyecto progetto projeto projekt projekte proiect proje proyek
protection: proteccion protecao protezione schutz bescherming ochrana zashchity koruma
protestant: evangelische evangelical evangelica evangelisches evangelique lutheran
province: provincial provincia provinciale provinciaal provinz prefectural prefecture kenritsu
psychology: psicologia psychologie psihologie psikoloji psychologii psikhologii psykologi psychological psicologica psicologicas xinli shinrigaku psychologische
public: publica publico publicas publique publiques publiek pubblica pubblico offentlich offentlichen kamu obshchestvennyi publiczny publicznej verejne gonggong koritsu
quality: calidad qualite qualita qualidade qualitat kwaliteit kalite jakosci kvality kachestva
quantum: cuantica quantique quantistica quanten kvantovoi
radio: radyo
railway: railways railroad ferrocarril ferrocarriles ferroviaire ferroviaria ferrovia eisenbahn bahn spoorwegen kolejowy zheleznodorozhnyi demiryolu tiedao tetsudo
rehabilitation: rehabilitacion reabilitacao riabilitazione readaptation rehabilitacji reabilitatsii
religion: religions religious religieuses religiosas religieux theology theologie theologique teologia teologica teologico theological theologische teologii ilahiyat teologi religionspadagogik
republic: republica republique repubblica republik republiek republika rzeczypospolitej respubliki cumhuriyet cumhuriyeti
research: investigacao indagine forschungs forschungszentrum forschungsinstitut forschungsgemeinschaft forschungsgruppe onderzoeks forskningsinstitut forskningscenter forskningscentrum forskningsradet vyzkumu vyzkumny vyskumu vyskumny badawczy badawcze naukowo issledovatelskogo issledovaniia nauchno doslidzhen doslidnyi arastirmalar arastirmalari penelitian penyelidikan riset tutkimus tutkimuskeskus tutkimuslaitos cercetare cercetari kutatas kutatoi kutatasi kutatokozpont yanjiu kenkyu raziskave raziskovalni istrazivanja cercetarea recerca investigadores studies estudios etude etudes estudos studi studien studia studiow studium studie study studier badania istrazivacki
resource: resources recursos ressources risorse ressourcen zasobow resursov kaynak sumber ziyuan shigen
risk: risks riesgo riesgos risque risques rischi rischio risco
river: riviere fleuve fiume fluss rivier reki reka nehir sungai
robot: robots robotics robotica robotique robotik robotiki
romania: romanian romana romane romaniei roumanie
rome: roma
royal: royale reale konigliche konigliches koniklijk koninklijk koninklijke kongelige kungliga kongelig kralovska krolewski kraliyet diraja kiralyi
rural: rurale rurales landlich kirsal
russia: russian rossii rossiiskii rossiiskaia rossiya russe rusia russische
safety: seguridad securite sicurezza seguranca sicherheit veiligheid bezpecnosti bezpieczenstwa bezopasnosti guvenlik security anquan anzen keselamatan
saint: sankt
sanitary: sanitaria sanitario sanitaire sanitarie
saving: savings ahorro ahorros epargne risparmio sparkasse caja caisse cassa caixa
school: escuelas ecoles escolas scuole gymnasium lycee liceo lyceum grundschule shkoly okulu lisesi sekolah xuexiao zhongxue iskola scolaire escolar scolastico
science: scientifica wissenschaftliche wissenschaftlichen naturwissenschaft ciencies wetenschap wetenschappen wetenschappelijk vitenskap vetenskap vetenskaper videnskab videnskaber tieteen tiede vedy vied naukowy naukowe nauchnyi naukovyi bilim bilimler bilimleri ilmu sains kexue gakujutsu tudomanyos tudomany znanosti znanstveni stiinte scientists scientific wetenschaps stiintifica wissenschafts
scotland: scottish
secondary: secundaria secundario secondaire
secretariat: secretaria secretaire sekretariat
sector: secteur settore
sensor: sensors capteurs sensores sensori
serbia: serbian srbije srpska
service: dienst dienste dienstleistungen tjeneste tjanster sluzba sluzby sluzhba servizio servizi servis hizmetleri
slovakia: slovak slovenska slovenske slovenskej
small: pequena petite kleine
social: sociales sociale sociaux sociais sociali soziale sozialen sozialforschung sozialwissenschaften socialni spoleczny spolecznych spolecznej sotsialnyi sotsialnoi obshchestvennykh sosyal sosial samhalls samfunns samfunnsforskning shehui shakai gesellschaftsforschung tarsadalom toplumsal sociology sociologie sociologia soziologie socjologii sotsiologii
society: asociety forening foreningen vereniging forbund selskab selskapet sallskapet spolecnost spolok towarzystwo dernegi persatuan gakkai xuehui verein vereinigung verband seurantalo genootschap egyesulet drushtvo tarsasag obchestvo stowarzyszenie asosiasi ikatan birligi bund
software: logiciel logiciels programmnogo
soil: suelo suelos sols suolo boden soils gleby pudy pochv pochvovedeniia toprak tanah
solar: solaire solaires sonnen
space: espacial spatial spatiale spaziale espacio espace spazio spaziali raumfahrt kosmiczny kosmicznych kosmicheskikh antariksa hangtian uchu romdata aerospace aeroespacial aerospatiale aerospaziale
spain: spanish espana espanola espanol espagne espagnole
special: especial especiales specialise speciale spezial
sport: sports deporte deportes deportivo esporte esportes sportif sportive idrott idretts tiyu taiiku olahraga fizkultury
state: staatliche staatliches staatlichen statale estatales etat estados states derzhavnyi derzhavna gosudarstvennaia gosudarstvennogo panstwowy panstwowa panstwowe statni statny drzavni devlet negeri negara statens valtion estat
statistics: estadistica statistique statistiques statistica estatistica statistik statistiky statystyki statistiki istatistik tongji tokei
structure: structures estructura estructuras strutture struttura strukturen
student: students estudiantes etudiants studenti estudantes studenten studierende ogrenci mahasiswa studentow
suburb: banlieue
surgery: surgical cirugia chirurgie chirurgia cirurgia chirurgii khirurgii cerrahi
sustainable: sustainability sostenible sostenibilidad sustentable durable durables sostenibile sostenibilita sustentavel nachhaltige nachhaltigkeit duurzame zrownowazonego udrzitelny barekraftig hallbar surdurulebilir berkelanjutan chixu
sweden: swedish sverige sveriges svensk svenska suede
switzerland: swiss schweiz schweizerische schweizerischer suisse svizzera suiza
system: systemes sistema sistemi systemen systemow systemu systemov sistem xitong
teaching: docente docencia lehre
technical: tecnicas tecnicos tecniche teknisk tekniska tekninen techniczny techniczna technicka technicky tehnicka tehnic tekhnichnyi teknikal muszaki jishu technischen
technology: tehnologia tehnologiju teknologia technologicka technologiczny technologiczna technologisch technologische teknologiska teknologisk tekhnologichnyi teknologis keji kagakugijutsu gijutsu technologique technologiques tecnologicas tecnologicos teknolojileri tehnologic
telecommunication: telecommunications telecomunicaciones telecomunicacoes telecomunicazioni telekommunikation telecom telekom telekomunikacji telekomunikasi dianxin tsushin
textile: textil textiles tessile tekstil fangzhi
theatre: theater teatro teatr teatral tiyatro divadelni
theory: teoria theorie theories theoretical theoretische theorique teorica teorik
therapy: therapie terapia terapias terapii therapies therapeutics terapi
tourism: turismo tourisme tourismus turizm turystyki turismeforskning turisme reiseliv luyou kanko hospitality hotel hotellerie
trade: trading negocios negoce
traditional: tradicional tradicionales traditionnelle tradizionale traditionelle
training: entrenamiento capacitacion ausbildung opleiding opplaering pelatihan
translation: traduccion traduction traduzione traducao ubersetzen
transportation: transporte transportes transports trasporti verkehr verkehrs vervoer dopravy dopravni transportu ulasim ulastirma pengangkutan jiaotong kotsu logistics logistica logistique logistik
treatment: tratamiento traitement trattamento behandlung
tropical: tropicales tropicale tropicaux tropisch tropeninstitut tropen nettai
turin: torino
turkey: turkiye turk turkish turkiyenin
ukraine: ukrainian ukrainy ukraini ukrainskii
union: sindicato syndicat sindacato gewerkschaft unia uniunea zwiazek
university: universidades universites hochschulen universitatsklinikum universiti universitaires universitarios universitats universitair universitets universitetskii universytet uniwersytecki uniwersytetu univerzity univerziteta universitetas univerzitetni universitesinin universitate universiade daxue daihak jamiat vseuciliste hegeskola egyetemi vidyapeeth vishwavidyalaya viswavidyalaya mahavidyalaya polytechnio
upper: ober
vaccine: vaccines vacunas vaccin vaccins impfstoffe vaktsin
venice: venezia
veterinary: veterinaria veterinario veterinarias veterinaire veterinaires veterinar veterinarni veterinarnoi veterinarskii weterynaryjny weterynarii tierarztliche tierarztlichen veteriner diergeneeskunde shouyi juui veterinarian
vienna: wien wiener vienne
village: villaggio aldea
vilnius: vilniaus
virology: virologie virologia virologii virus viral virales
volunteer: voluntarios volontaires freiwillige
war: guerra guerre krieg
warsaw: warszawa warszawski warszawska warszawie varsovie
waste: residuos dechets rifiuti abfall
water: agua aguas eau eaux acqua acque wasser vatten vand vann vody voda wody vodnogo shuili vizugyi vodohospodarsky
weather: tiempo wetter
western: occidental occidentale ouest oeste ovest westlich westen zapadnyi zapadni zachodni zachodniej zapadoceska barat ponente nishi poniente
white: blanco blanca blanc blanche bianco bianca weiss bely bialy beyaz putih branco branca
wine: vino wein vitivinicultura viticulture viticole enologia oenologie weinbau viticoltura vine vigne
woman: women womens mujer mujeres femme femmes mulher donna donne frau frauen vrouw kvinne kvinder kvinnor kobiet zhenshchin kadin wanita perempuan nuzi maternal maternity maternidad maternite
wood: madera bois legno holz hout drewna dreva
world: mundo mundial mondial mondiale welt wereld verden varlden svetovy svetska swiatowy vsemirnyi dunya dunia shijie sekai
young: joven jovenes jeune jeunes giovane giovani junge youth juventud jeunesse gioventu jugend jeugd ungdom mladeze mlodziezy molodezhi genclik pemuda qingnian
zoology: zoologie zoologia zoologico zoologisch zoologische zoological zoologicheskii
zurich: zuerich zurcher
`)
