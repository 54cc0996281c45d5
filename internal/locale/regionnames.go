package locale

import (
	"strings"

	"github.com/Boostport/address"
)

// This file holds what the address library's regions lack (its data are of 2022, its English names transliterations): found by looking up the
// regions of 14,505 addresses as GeoNames writes them in English.

// newerRegions are regions made since.
var newerRegions = map[string][]address.AdministrativeAreaData{
	"ID": {
		{ID: "PD", Name: "Papua Barat Daya"}, {ID: "PE", Name: "Papua Pegunungan"}, {ID: "PS", Name: "Papua Selatan"}, {ID: "PT", Name: "Papua Tengah"},
	},
}

// shorterName is how a region is written in Latin letters where the library's name says its kind too ("Beijing Shi").
var shorterName = first(table(`
CN-11 Beijing|CN-12 Tianjin|CN-13 Hebei|CN-14 Shanxi|CN-15 Inner Mongolia|CN-21 Liaoning|CN-22 Jilin|CN-23 Heilongjiang|CN-31 Shanghai|CN-32 Jiangsu
CN-33 Zhejiang|CN-34 Anhui|CN-35 Fujian|CN-36 Jiangxi|CN-37 Shandong|CN-41 Henan|CN-42 Hubei|CN-43 Hunan|CN-44 Guangdong|CN-45 Guangxi|CN-46 Hainan
CN-50 Chongqing|CN-51 Sichuan|CN-52 Guizhou|CN-53 Yunnan|CN-54 Tibet|CN-61 Shaanxi|CN-62 Gansu|CN-63 Qinghai|CN-64 Ningxia|CN-65 Xinjiang`))

// otherNames are further names that are taken for a region, by ISO 3166-2 code.
var otherNames = table(`
BR-DF Federal District|CA-NL Newfoundland,Labrador|CA-QC PQ|CN-15 Nei Mongol|CN-45 Guangxi Zhuang|CN-54 Xizang|CN-64 Ningxia Hui|CN-65 Xinjiang Uygur,Xinjiang Uyghur
ES-BI Biscay|ES-C Corunna|ES-GC Gran Canaria|ES-M Community of Madrid,Comunidad de Madrid|ES-NA Navarre|ES-O Principality of Asturias
ES-PM Balearic Islands,Illes Balears,Baleares|ES-SE Seville|ES-TF Tenerife
ID-JK DKI Jakarta,Jakarta Raya|ID-PD Southwest Papua|ID-PE Highland Papua|ID-PS South Papua|ID-PT Central Papua|ID-SG Southeast Sulawesi|ID-YO Yogyakarta,DIY
IN-AN Andaman and Nicobar Islands|IN-CT CG|IN-DH Dadra and Nagar Haveli,Daman and Diu,DN,DD|IN-DL New Delhi,NCT of Delhi,National Capital Territory of Delhi|IN-OR OD,Orissa
IN-PY Pondicherry|IN-TG TS|IN-UT UK,Uttaranchal
IT-BZ Alto Adige,South Tyrol|IT-FI Florence|IT-GE Genoa|IT-MI Milan|IT-MN Mantua|IT-NA Naples|IT-PD Padua|IT-RM Rome|IT-SR Syracuse|IT-TO Turin|IT-VE Venice
KR-42 Gangwon State,51|KR-43 North Chungcheong,Chungbuk|KR-44 South Chungcheong,Chungnam|KR-45 North Jeolla,Jeonbuk,52|KR-46 South Jeolla,Jeonnam
KR-47 North Gyeongsang,Gyeongbuk|KR-48 South Gyeongsang,Gyeongnam
MX-CMX Mexico City,Distrito Federal,D.F.,DF|MX-COA Coahuila|MX-MEX Mexico|MX-MIC Michoacán de Ocampo|MX-QUE Querétaro de Arteaga|MX-VER Veracruz de Ignacio de la Llave
RU-AD Adygea|RU-AL Altai Republic|RU-ALT Altai Krai|RU-AMU Amur|RU-ARK Arkhangelsk|RU-AST Astrakhan|RU-BEL Belgorod|RU-BRY Bryansk|RU-BU Buryatia|RU-CE Chechnya
RU-CHE Chelyabinsk|RU-CHU Chukotka|RU-IN Ingushetia|RU-IRK Irkutsk|RU-IVA Ivanovo|RU-KAM Kamchatka|RU-KB Kabardino-Balkaria|RU-KC Karachay-Cherkessia|RU-KDA Krasnodar
RU-KEM Kemerovo,Kuzbass|RU-KGD Kaliningrad|RU-KGN Kurgan|RU-KHA Khabarovsk|RU-KHM Khanty-Mansi|RU-KIR Kirov|RU-KK Khakassia|RU-KL Kalmykia|RU-KLU Kaluga|RU-KOS Kostroma
RU-KR Karelia|RU-KRS Kursk|RU-KYA Krasnoyarsk|RU-LEN Leningrad|RU-LIP Lipetsk|RU-MAG Magadan|RU-ME Mari El|RU-MO Mordovia|RU-MOS Moscow Oblast|RU-MOW Moscow|RU-MUR Murmansk
RU-NEN Nenets|RU-NGR Novgorod|RU-NIZ Nizhny Novgorod,Nizhni Novgorod|RU-NVS Novosibirsk|RU-OMS Omsk|RU-ORE Orenburg|RU-ORL Oryol,Orel|RU-PER Perm|RU-PNZ Penza
RU-PRI Primorye,Primorsky,Maritime|RU-PSK Pskov|RU-ROS Rostov|RU-RYA Ryazan|RU-SA Sakha,Yakutia|RU-SAK Sakhalin|RU-SAM Samara|RU-SAR Saratov|RU-SE North Ossetia,North Ossetia-Alania
RU-SMO Smolensk|RU-SPE Saint Petersburg,St. Petersburg|RU-STA Stavropol|RU-SVE Sverdlovsk|RU-TAM Tambov|RU-TOM Tomsk|RU-TUL Tula|RU-TVE Tver|RU-TY Tuva|RU-TYU Tyumen|RU-UD Udmurtia
RU-ULY Ulyanovsk|RU-VGG Volgograd|RU-VLA Vladimir|RU-VLG Vologda|RU-VOR Voronezh|RU-YAN Yamalo-Nenets|RU-YAR Yaroslavl|RU-YEV Jewish|RU-ZAB Zabaykalsky,Transbaikal
US-DC Washington DC|VE-A Distrito Capital,Capital District,Caracas|VE-X La Guaira`)

// table reads entries "key value,value" that stand in lines or between bars.
func table(text string) map[string][]string {
	m := map[string][]string{}
	for entry := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '|' || r == '\n' }) {
		key, values, _ := strings.Cut(entry, " ")
		m[key] = strings.Split(values, ",")
	}
	return m
}

func first(lists map[string][]string) map[string]string {
	m := map[string]string{}
	for k, list := range lists {
		m[k] = list[0]
	}
	return m
}
