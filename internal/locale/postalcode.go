package locale

import "strings"

// postalCode answers the code as it is posted in c: upper case, the country's prefix off ("D-10115"), blanks and hyphens where they belong.
// A code that the country does not have stays as written, in upper case.
func (c *rules) postalCode(code string) string {
	code = upper(code)
	if c.postal == nil || code == "" {
		return code
	}
	bare := separators.Replace(code)
	for _, s := range []string{bare, c.withoutPrefix(bare)} {
		for _, example := range postalExamples[c.Code] {
			if shaped := shape(s, example); c.postal.MatchString(shaped) {
				return shaped
			}
		}
		if c.postal.MatchString(s) && !c.postal.MatchString(code) {
			return s
		}
	}
	return code
}

var separators = strings.NewReplacer(" ", "", "-", "", "–", "", ".", "")

// shape puts the blanks and hyphens of example into code; "" when the two differ in length.
func shape(code, example string) string {
	rest, shaped := code, ""
	for _, r := range example {
		switch {
		case r == ' ' || r == '-':
			shaped += string(r)
		case rest == "":
			return ""
		default:
			shaped, rest = shaped+rest[:1], rest[1:]
		}
	}
	if rest != "" {
		return ""
	}
	return shaped
}

// withoutPrefix takes off what used to be written before a code from abroad: the country's code or its letters on cars.
func (c *rules) withoutPrefix(bare string) string {
	for _, prefix := range []string{c.Code, carLetters[c.Code]} {
		if rest, ok := strings.CutPrefix(bare, prefix); ok && prefix != "" {
			return rest
		}
	}
	return bare
}

// carLetters are the distinguishing signs of vehicles that differ from the country code, where they were used on letters (CEPT, until 2003).
var carLetters = map[string]string{
	"AT": "A", "BE": "B", "DE": "D", "ES": "E", "FI": "SF", "FR": "F", "HU": "H", "IT": "I", "LI": "FL", "LU": "L", "NO": "N", "PT": "P", "SE": "S", "SI": "SLO",
}

// newerPattern replaces what the address library has: Kazakhstan's new codes beside the old, Saudi Arabia's with the additional number.
var newerPattern = map[string]string{
	"KZ": `^(\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)$`,
	"SA": `^(\d{5}(?:-\d{4})?)$`,
}

// postalExamples show how codes look, by country, the first one in messages; where lengths differ, one for each. They also say
// where blanks and hyphens belong. A test holds each against the pattern of its country.
var postalExamples = table(`
AD AD100|AF 1001|AI 2640|AL 1001|AM 0010,370010|AR C1070AAM,1070,C1070|AS 96799,96799-1234|AT 1010|AU 2060|AX 22150|AZ 1000
BA 71000|BB BB23026|BD 1340|BE 4000|BG 1000|BH 317,1216|BL 97100|BM FL 07|BN BT2328|BR 40301-110|BT 11001|BY 223016
CA H3Z 2Y7|CC 6799|CH 2544|CL 8340457|CN 266033|CO 111221|CR 10101|CU 10700|CV 7600|CX 6798|CY 2008|CZ 100 00|DE 10115|DK 8660|DO 11903|DZ 40304
EC 090105|EE 69501|EG 12411|EH 70000|ES 28039|ET 1000|FI 00550|FK FIQQ 1ZZ|FM 96941,96941-4000|FO 100|FR 33380
GB SW1A 1AA,EC1Y 8SY,M34 4AB,M2 5BQ|GE 0101|GF 97300|GG GY1 1AA,GY10 1SA|GI GX11 1AA|GL 3900|GN 001|GP 97100|GR 151 24|GS SIQQ 1ZZ|GT 09001|GU 96910,96910-1234|GW 1000
HM 7050|HN 31301|HR 10000|HT 6120|HU 1037|ID 40115|IE A65 F4E2|IL 9614303,96143|IM IM2 1AA,IM99 1PS|IN 110034|IO BBND 1ZZ|IQ 31001|IR 11936-12345|IS 320|IT 00144
JE JE1 1AA,JE23 1AA|JO 11937|JP 154-0023|KE 20100|KG 720001|KH 120101,12203|KR 03051|KW 54541|KY KY1-1100|KZ 040900,Z05T0B1|LA 01160|LB 1103,2038 3054|LI 9496|LK 20000|LR 1000|LS 100|LT 04340|LU 4750|LV LV-1073
MA 53000|MC 98000|MD 2012|ME 81257|MF 97100|MG 501|MH 96960,96960-1234|MK 1314|MM 11181|MN 65030|MP 96950,96950-1234|MQ 97220|MT NXR 01,NXR 0001|MU 42602|MV 20026|MX 02860|MY 43000|MZ 1102
NA 10001|NC 98814|NE 8001|NF 2899|NG 930283|NI 52000|NL 1234 AB|NO 0025|NP 44601|NZ 6001|OM 133|PE 15074|PF 98709|PG 111|PH 1008|PK 44000|PL 00-950|PM 97500|PN PCRN 1ZZ|PR 00930,00930-1234|PT 2725-079|PW 96940,96940-1234|PY 1536
RE 97400|RO 060274|RS 11000,106314|RU 247112|SA 11564,11564-1234|SD 11042|SE 111 22|SG 546080|SH STHL 1ZZ|SI 4000|SJ 9170|SK 010 01|SM 47890|SN 12500|SO JH 09010|SV CP 1101|SZ H100
TC TKCA 1ZZ|TH 10150|TJ 735450|TM 744000|TN 1002|TR 01960|TW 104,10479,104793|TZ 6090,34413|UA 15432|UM 96898|US 95014,95014-1234|UY 11600|UZ 702100|VA 00120|VC VC0100|VE 1010|VG VG1110|VI 00802,00802-1234|VN 700000,70000|WF 98600|YT 97600|ZA 0083|ZM 50100`)
