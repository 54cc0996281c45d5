package match

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// scriptTerms turns what many names in scripts without an alphabet, or without vowels, hold into the English word: no
// transliteration gives one that another language uses. Places are those whose characters have more than one reading.
var scriptTerms = strings.NewReplacer(spaced(`
株式会社 kabushikiform|有限会社 kabushikiform|合同会社 kabushikiform|一般社団法人 kabushikiform|一般財団法人 kabushikiform|公益財団法人 kabushikiform
|公益社団法人 kabushikiform|社会福祉法人 kabushikiform|特定非営利活動法人 kabushikiform|独立行政法人 kabushikiform|国立研究開発法人 kabushikiform|学校法人 kabushikiform
|医療法人 kabushikiform|社団法人 kabushikiform|財団法人 kabushikiform|国立大学法人 kabushikiform|股份有限公司 gongsiform|有限責任公司 gongsiform|有限责任公司 gongsiform
|有限公司 gongsiform|公司 gongsiform|주식회사 jusikform|유한회사 jusikform|(주) jusikform|(株) kabushikiform|(有) kabushikiform|บริษัท gongsiform|จำกัด gongsiform|בע"מ gongsiform|בע״מ gongsiform|자동차 automobile|재단법인 jusikform|사단법인 jusikform
|集团 group|集團 group|大学校 university|大學 university|大学 university|대학교 university|대학 university|学院 college|學院 college|研究所 institute|研究院 institute
|연구소 institute|연구원 institute|病院 hospital|医院 hospital|醫院 hospital|병원 hospital|中心 center|センター center|센터 center|国立 national|國立 national|국립 national
|国家 national|中国 china|中國 china|日本 japan|한국 korea|国际 international|國際 international|国際 international|국제 international|科学 science|科學 science|과학 science
|技术 technology|技術 technology|기술 technology|学校 school|學校 school|学会 society|學會 society|学会 society|학회 society|協会 association|协会 association|協會 association
|협회 association|银行 bank|銀行 bank|은행 bank|医科 medical|医学 medical|의과 medical|工业 industry|工業 industry|農業 agricultural|农业 agricultural|工程 engineering|工学 engineering
|博物館 museum|博物馆 museum|박물관 museum|財団 foundation|基金会 foundation|재단 foundation|教育 education|実験室 laboratory|实验室 laboratory|重点 key
|東京 tokyo|京都 kyoto|大阪 osaka|名古屋 nagoya|北海道 hokkaido|福岡 fukuoka|広島 hiroshima|横浜 yokohama|神戸 kobe|千葉 chiba|九州 kyushu|東北 tohoku|台湾 taiwan|臺灣 taiwan
|香港 hongkong|臺北 taipei|台北 taipei|서울 seoul|부산 busan|工业大学 technology university|工業大学 technology university|工科大学 technology university|理工 science technology|科技 science technology|師範 pedagogical
|师范 pedagogical|附属 affiliated|附屬 affiliated|林业 forest|林業 forest|海洋 marine|外国语 foreign language|外国語 foreign language|外國語 foreign language
|财经 finance economic|经济 economic|経済 economic|經濟 economic|政法 political law|法学 law|艺术 art|藝術 art|芸術 art|美术 art|美術 art|音乐 music|音楽 music|音樂 music|体育 sport
|體育 sport|中医药 traditional chinese medical|中医 traditional chinese medical|药科 pharmacy|薬科 pharmacy|职业 professional|職業 professional|人民 people|儿童 child
|兒童 child|小児 child|子ども child|妇幼 woman child|肿瘤 cancer|腫瘤 cancer|腫瘍 cancer|がん cancer|口腔 dental|歯科 dental|齿科 dental|眼科 eye|精神 mental|第一 1st|第二 2nd|第三 3rd
|第四 4th|第五 5th|环境 environment|環境 environment|能源 energy|エネルギー energy|信息 information|情報 information|資訊 information|计算机 computer|電腦 computer|电子 electronic
|電子 electronic|电力 electric|電力 electric|電気 electric|电气 electric|生物 biology|化学 chemistry|化學 chemistry|物理 physical|数学 mathematics|材料 material|机械 machine
|機械 machine|地质 geology|地質 geology|水利 hydraulic|气象 meteorology|気象 meteorology|航空航天 air space|航空宇宙 air space|航空 air|航天 space|宇宙 space|食品 food|动物 animal
|動物 animal|植物 plant|微生物 microbiology|遗传 gene|遺伝 gene|天文 observatory|软件 software|軟體 software|系统 system|系統 system|システム system|网络 network|網路 network
|ネットワーク network|中央 central|医療 medical|医疗 medical|醫療 medical|総合 general|综合 general|綜合 general|循環器 cardiology|福祉 welfare|女子 woman|女性 woman
|通信 communication|先端 advanced|開発 development|开发 development|发展 development|產業 industry|産業 industry|产业 industry|高等学校 high school|中学 school
|小学 primary school|図書館 library|图书馆 library|圖書館 library|サイエンス science|テクノロジー technology|グループ group|メディカル medical|クリニック clinic|リハビリテーション rehabilitation
|リハビリ rehabilitation|救急 emergency|看護 nursing|护理 nursing|護理 nursing|保健 health|健康 health|卫生 health|衛生 hygiene|県立 prefectural|市立 municipal|都立 metropolitan
|府立 prefectural|私立 private|战略 strategy|戦略 strategy|政策 policy|社会 social|社會 social|管理 management|工商 industry commerce|商业 commerce|商科 commerce|商業 commerce
|贸易 trade|貿易 trade|投资 investment|保险 insurance|保険 insurance|証券 securities|证券 securities|建筑 architecture|建築 architecture|建设 building|建設 building
|制造 manufacturing|製造 manufacturing|製作所 manufacturing|製薬 pharmacy|制药 pharmacy|药业 pharmacy|化工 chemistry|石油 petroleum|钢铁 steel|鉄鋼 steel|汽车 automobile
|自動車 automobile|半导体 semiconductor|半導体 semiconductor|半導體 semiconductor|光电 optics|光電 optics|光学 optics|激光 laser|レーザー laser|纳米 nano|ナノ nano|量子 quantum
|核 nuclear|原子力 nuclear|水产 fishery|水産 fishery|畜牧 animal|獣医 veterinary|兽医 veterinary|北京 beijing|上海 shanghai|重庆 chongqing|广州 guangzhou|深圳 shenzhen|西安 xian
|長崎 nagasaki|鹿児島 kagoshima|熊本 kumamoto|宮崎 miyazaki|大分 oita|佐賀 saga|沖縄 okinawa|琉球 ryukyu|愛媛 ehime|香川 kagawa|徳島 tokushima|高知 kochi|山口 yamaguchi
|岡山 okayama|島根 shimane|鳥取 tottori|兵庫 hyogo|奈良 nara|和歌山 wakayama|滋賀 shiga|三重 mie|愛知 aichi|岐阜 gifu|静岡 shizuoka|長野 nagano|信州 shinshu|山梨 yamanashi|福井 fukui
|石川 ishikawa|金沢 kanazawa|富山 toyama|新潟 niigata|神奈川 kanagawa|埼玉 saitama|群馬 gunma|栃木 tochigi|茨城 ibaraki|福島 fukushima|山形 yamagata|秋田 akita|宮城 miyagi
|仙台 sendai|岩手 iwate|青森 aomori|札幌 sapporo|関西 kansai|関東 kanto|四国 shikoku|中部 chubu|川崎 kawasaki|浜松 hamamatsu|교육 education|과학기술 science technology
|의료원 medical center|의료 medical|생명 life|정보 information|전자 electronic|산업 industry|환경 environment|농업 agricultural|해양 marine|식품 food|보건 health|여자 woman
|중앙 central|국방 defense|에너지 energy|경제 economic|문화 cultural|사회 social|개발 development|공학 engineering|공업 industry|화학 chemistry|물리 physical|생물 biology
|전기 electric|통신 communication|도서관 library|시스템 system|그룹 group|광주 gwangju|대구 daegu|대전 daejeon|인천 incheon|경기 gyeonggi|제주 jeju|전남 jeonnam|전북 jeonbuk
|경북 gyeongbuk|경남 gyeongnam|강원 gangwon|충남 chungnam|충북 chungbuk|جامعة university|الجامعة university|مستشفى hospital|معهد institute|المعهد institute
|مركز center|المركز center|وزارة ministry|كلية college|الوطني national|الوطنية national|العلوم science|للعلوم science|التكنولوجيا technology
|والتكنولوجيا technology|الطب medical|البحوث research|للبحوث research|الدولية international|مؤسسة foundation|شركة company|دانشگاه university
|بیمارستان hospital|پژوهشگاه research institute|موسسه institute|علوم پزشکی medical science|آزاد azad|اسلامی islamic|صنعتی technology|مرکز center
|تحقیقات research|אוניברסיטת university|אוניברסיטה university|האוניברסיטה university|מכון institute|המכון institute|בית חולים hospital|המרכז center
|מרכז center|הרפואי medical|רפואי medical|מכללת college|מכללה college|המכללה college|האקדמית academy|มหาวิทยาลัย university|โรงพยาบาล hospital
|สถาบัน institute|วิทยาลัย college|ราชภัฏ rajabhat|เทคโนโลยี technology|ราชมงคล rajamangala|แห่งชาติ national|กรม department|กระทรวง ministry
|ศูนย์ center|विश्वविद्यालय university|संस्थान institute|विद्यालय school|महाविद्यालय college|अस्पताल hospital|राष्ट्रीय national|भारतीय indian
|केन्द्र center|विज्ञान science|বিশ্ববিদ্যালয় university|কলেজ college|হাসপাতাল hospital|বাংলাদেশ bangladesh|উচ্চ high|বিদ্যালয় school`)...)

// spaced reads entries "term words in English" between bars; the longer term goes before the shorter one that it contains.
func spaced(list string) []string {
	entries := strings.Split(strings.ReplaceAll(list, "\n", ""), "|")
	slices.SortStableFunc(entries, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, e := range entries {
		e = strings.TrimSpace(e)
		if at := strings.IndexFunc(e, func(r rune) bool { return 'a' <= r && r <= 'z' || '1' <= r && r <= '9' }); at > 0 {
			pairs = append(pairs, norm.NFKC.String(strings.TrimSpace(e[:at])), " "+e[at:]+" ")
		}
	}
	return pairs
}
