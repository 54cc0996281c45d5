package match

import "strings"

// The vocabulary. A line of a table reads "what it becomes: spellings"; spellings are folded words.

// synonyms are words and abbreviations that mean the same in a name or an address, in one language or across several.
var synonyms = table(`
academy: akademie akademia akademi academie academia akademija akademiya akademiia accademia
administration: admin administracion administracao
agency: agencia agence agenzia agentur agenciya agentstvo
agricultural: agriculture agrario agricola agraria agricole agrar agri
american: amer americana
association: assn assoc associacao asociacion associazione asociacia asotsiatsiia associates assocs associate
avenue: ave av avenida
bank: banque banco banca banka
boulevard: blvd bvld bld
brothers: bros
building: bldg
business: bus
center: centre centro centrum zentrum ctr cntr cent tsentr centar keskus kozpont merkezi centrul kentro chuushin zhongxin
chemistry: chimie chemie quimica chimica khimii
children: childrens
college: coll colegio collegio
commission: comision comissao
committee: cttee cmte comite komitet
community: comm communaute comunidad
company: comp companhia compania compagnie
council: consejo conseil conselho consiglio sovet
department: dept dep departamento departement dipartimento departament
development: dev devel
dr: drive
east: e
education: educ educacion educacao educational
electric: elec electrical
engineering: eng engr engg ingenieria engenharia ingenierie
enterprises: ent enterprise
environment: environmental environnement ambiente umwelt
federal: fed federale
federation: federacion federacao federazione federatsiia
financial: fin finl
floor: fl flr
fort: ft
foundation: fdn fndn found fundacion fundacao fondation fondazione stiftung stichting fundacja fundatia stiftelsen stiftelse saatio fond
general: gen generale
government: govt gov
group: grp gruppe groupe grupo gruppo gruppa groep grup
health: sante salud saude salute gesundheit zdravlje zdrowia
high: hi
highway: hwy
holdings: hldgs hldg holding
hospital: hosp hopital hospitalier ospedale krankenhaus spital klinikum szpital bolnitsa sykehus sjukhus ziekenhuis bolnica nemocnice hastanesi
industries: ind inds indus industry industria industrie
information: info informacion informatique informatik informatica informatics
institute: inst instituto institut istituto institutul institutet instytut instituut intezet enstitusu ustav institutt instituti institution
insurance: ins
international: intl int internacional internazionale internationale internationaal mezhdunarodnyi
laboratory: lab labs laboratories laboratorio laboratoire laboratorium laboratoriia
lane: ln
management: mgmt mgt mngt gestion
manufacturing: mfg manuf manufacturers
marketing: mktg
medical: med medico medica medizinische medicale
ministry: ministerio ministere ministero ministerium ministerstvo ministerul ministarstvo ministeriet departementet bakanligi
mount: mt mtn mountain
museum: museo musee muzeum muzej museu muzei
national: natl nacional nationale nazionale nationaal narodowy natsionalnyi natsionalnii narodni nationales
north: n
office: off oficina ufficio
park: pk parque
parkway: pkwy pky
place: pl
plaza: plz
professional: prof
products: prods product
railroad: rr railway
regional: reg
research: rech recherche recherches investigacion investigaciones pesquisa ricerca ricerche forschung onderzoek forskning badan issledovanii issledovatelskii kutato arastirma istrazivanje
road: rd
room: rm
school: sch escuela ecole escola scuola schule skola szkola shkola skole schulen
science: sciences ciencia ciencias sci scienze scienza wissenschaften wissenschaft nauk nauki nauka
scientific: cientifica cientificas cientifico scientifique scientifiques scientifico
service: services svc svcs servicio servicios serv
society: soc sociedad societe sociedade societa gesellschaft obshchestvo seura drustvo
solutions: soln solns
south: s
square: sq
st: street saint sainte str strasse san santa santo
state: estado estadual estatal gosudarstvennyi gosudarstvennoe
suite: ste
systems: sys system systeme sistemas
technical: tecnica tecnico technique techniques technische tekhnicheskii
technology: tech techn technologies tecnologia tecnologica tecnologias tecnologico technologie technologii teknoloji teknologi tekhnologii tekhnologicheskii tehnologije
therapeutics: ther
transportation: transport trans transp
union: un unione uniao
united: utd
university: univ uni universidad universidade universite universitat universitaet universita universitet universiteit universitesi uniwersytet univerzita univerzitet univerza sveuciliste egyetem yliopisto ulikool universitas universitatea universitetet daigaku panepistemio ylikool universitario universitaria universitaire universitari
west: w
1st: first erste erster premier primera primero
2nd: second
3rd: third
4th: fourth
5th: fifth
6th: sixth
7th: seventh
8th: eighth
9th: ninth
10th: tenth
1: one
2: two ii
3: three iii
4: four
5: five
6: six vi
7: seven vii
8: eight viii
9: nine
10: ten
11: eleven xi
12: twelve xii
`)

// empty words tell no name from another wherever they stand, ties do not between words, and articles not behind a tie.
var (
	empty    = set(`the and und`)
	ties     = set(`of et y og och de di du des del della delle dello dei degli do dos da der fur for pour para por`)
	articles = set(`la le les el los las l`)
)

// stops make names no less similar. "and" in many languages is among them. Many are names or initials too: two names are the same only if they
// agree in these.
var stops = set(`and und et y e i og och oc en ja ve va kai the of a an for fur per para pour por to zu voor het el la le les los las
	de di du des der die das dem den del della delle dello dei degli do dos da das van von ter im in at on o na po v w z aux au
	l d dell nell sull degl qu`)

// elisions are articles that an apostrophe ties to the next word.
var elisions = set(`l d dell nell sull degl qu`)

// forms are legal forms that mean nothing else, so they go wherever they stand behind a word; a line may hold several words.
var forms = phrases(`
inc|incorporated|llc|ltd|limited|corp|corporation|gmbh|ggmbh|mbh|plc|srl|sarl|sprl|bvba|llp|lllp|pllc|pty|oyj|doo|dooel|eood
|kft|zrt|nyrt|sro|spol|sp zoo|spzoo|spolka zoo|spolka akcyjna|spolka z ograniczona odpowiedzialnoscia|aktiengesellschaft|kommanditgesellschaft
|gesellschaft mit beschrankter haftung|aktiebolag|osakeyhtio|aktieselskab|anonim sirketi|limited sirketi|kabushiki kaisha|kabushikigaisha
|kabushiki gaisha|godo kaisha|yugen kaisha|sociedad anonima|sociedade anonima|societe anonyme|sociedad limitada|sociedad de responsabilidad limitada
|societe a responsabilite limitee|societa per azioni|societa a responsabilita limitata|limitada|ltda|eireli|sa de cv|sapi de cv|s de rl de cv
|besloten vennootschap|naamloze vennootschap|joint stock company|open joint stock company|public joint stock company|closed joint stock company
|limited liability company|limited liability partnership|public limited company|private limited|pvt ltd|pte ltd|pty ltd|sdn bhd|bhd|tbk
|obshchestvo s ogranichennoi otvetstvennostiu|otkrytoe aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo
|zakrytoe aktsionernoe obshchestvo|aktsionernoe obshchestvo|tovarystvo z obmezhenoiu vidpovidalnistiu|kabushikiform|gongsiform|jusikform
|limited sti|ltd sti|ug haftungsbeschrankt|haftungsbeschrankt|sp k|sp j|sendirian berhad|berhad|cong ty tnhh|cong ty co phan|cia ltda|unipessoal lda|lda|jdoo|fzco|eirl
|co ltd|company limited|and co kg|co kg|kgaa|company inc|gesmbh|sasu|eurl|scrl|scarl|scpa|eingetragener verein|ehf|unlimited company`)

// formStarts are the first words of the forms.
var formStarts = func() map[string]bool {
	m := map[string]bool{}
	for form := range forms {
		first, _, _ := strings.Cut(form, " ")
		m[first] = true
	}
	return m
}()

// edgeForms are legal forms too short or too ordinary to be taken for one in the middle of a name.
var edgeForms = phrases(`
co|company|cie|sa|ag|as|ab|oy|kg|ohg|ug|se|nv|bv|cv|sl|spa|sas|snc|sca|scs|kk|yk|gk|pt|ooo|oao|zao|pao|ao|ad|dd|ks|sc|lp|lc|pc|pllc|pa|ev|eg|ou|tov|prat|pjsc|ojsc
|cjsc|jsc|llp|hf|ans|gp|pvt|pte|rl|gbr|ek|bt|vof|vos|fze|wll|sal|sae|sac|slu|sau|ae|epe|ike|ca|aps|asa|ood|ead|uab|sia|adr`)

// frontForms are those that also stand before a name. So does every form of three words or more; others are words there: Doo Wop, PLC Medical.
var frontForms = phrases(`ooo|oao|zao|pao|ao|pt|ab|oy|tov|prat|kk|ud|uab|sia|sarl|eurl|sasu|aktiebolag|osakeyhtio|aktieselskab|aktiengesellschaft
|kommanditgesellschaft|kabushikiform|gongsiform|jusikform|kabushiki kaisha|kabushikigaisha|kabushiki gaisha|godo kaisha|yugen kaisha
|aktsionernoe obshchestvo|sociedad anonima|sociedade anonima|societe anonyme|sociedad limitada|besloten vennootschap|naamloze vennootschap`)

// behindSlash is what the SEC writes between slashes behind a name, beside countries: states and provinces, and whether it is a new or a foreign filer.
var behindSlash = set(`al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa pr ri sc sd tn tx
	ut vt va wa wv wi wy del ab bc mb nb nl ns nt nu on pe qc sk yt can new adr`)

// table reads lines "what it becomes: spellings" into a map from each spelling.
func table(lines string) map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(lines) {
		if becomes, spellings, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			for _, s := range strings.Fields(spellings) {
				m[s] = becomes
			}
		}
	}
	return m
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// phrases reads entries of one or more words between bars.
func phrases(list string) map[string]bool {
	m := make(map[string]bool)
	for p := range strings.SplitSeq(list, "|") {
		m[strings.Join(strings.Fields(p), " ")] = true
	}
	return m
}
