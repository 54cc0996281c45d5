package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/Boostport/address"
	"github.com/biter777/countries"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is a country to choose from, with the parts of an address that its post asks for.
type Country struct {
	Code              string // ISO 3166-1 alpha-2
	Name              string // in English
	AddressFields     []AddressField
	PostalCodePattern *string // a regular expression for the whole normalized code; nil where none is known
}

// AddressField is a part of an address.
type AddressField struct {
	Name     string // as in AddressInput: street, dependentLocality, city, region, postalCode
	Required bool
}

// Countries answers the 249 countries of ISO 3166-1, sorted by name.
func Countries() []Country { return slices.Clone(countryList()) }

var countryList = sync.OnceValue(func() []Country {
	list := make([]Country, 0, len(countryRules()))
	for _, c := range countryRules() {
		list = append(list, c.Country)
	}
	slices.SortFunc(list, func(a, b Country) int { return strings.Compare(Fold(a.Name), Fold(b.Name)) })
	return list
})

// rules are what is known of the addresses in one country.
type rules struct {
	Country
	format, latinFormat string // Google's, see Format; latinFormat is "" where there is but one
	postal              *regexp.Regexp
	regions             regions
	regionWord          string // what a region is called there: state, province, emirate
}

func (c *rules) requires(field string) bool {
	return slices.Contains(c.AddressFields, AddressField{field, true})
}

// inText answers the country's name as it stands in a sentence: "Norway", "the United States".
func (c *rules) inText() string {
	if withThe.MatchString(c.Name) {
		return "the " + c.Name
	}
	return c.Name
}

// withThe are the ends of names that take the article.
var withThe = regexp.MustCompile(`(Islands|Territor(y|ies)|States|Emirates|Kingdom|Republic|Netherlands|Philippines|Maldives|Bahamas|Comoros)$`)

// countryRules are the rules by country code.
var countryRules = sync.OnceValue(func() map[string]*rules {
	m := map[string]*rules{}
	for _, c := range countries.All() {
		if code := c.Alpha2(); !slices.Contains(notISO, code) {
			m[code] = newRules(code)
		}
	}
	return m
})

// notISO are in the library's list, but not, or no longer, in ISO 3166-1: Netherlands Antilles, Kosovo, Yugoslavia.
var notISO = []string{"AN", "XK", "YU"}

func newRules(code string) *rules {
	data := address.GetCountry(code)
	c := &rules{
		Country:     Country{Code: code, Name: countryName(code)},
		format:      data.Format,
		latinFormat: data.LatinizedFormat,
		regions:     newRegions(code, data),
		regionWord:  regionWord(data.AdministrativeAreaNameType),
	}
	for _, f := range fields {
		if slices.Contains(data.Allowed, f.field) {
			required := slices.Contains(data.Required, f.field) && !(f.field == address.AdministrativeArea && slices.Contains(ownState, code))
			c.AddressFields = append(c.AddressFields, AddressField{f.name, required})
		}
	}
	if f, ok := newerFormat[code]; ok {
		c.format, c.latinFormat = f.format, f.latin
	}
	pattern := data.PostCodeRegex.Regex
	if p, ok := newerPattern[code]; ok {
		pattern = p
	}
	if pattern != "" {
		c.PostalCodePattern, c.postal = &pattern, regexp.MustCompile(pattern)
	}
	return c
}

// fields are the parts of an address in the order of a form.
var fields = []struct {
	field address.Field
	name  string
}{
	{address.StreetAddress, "street"},
	{address.DependentLocality, "dependentLocality"},
	{address.Locality, "city"},
	{address.AdministrativeArea, "region"},
	{address.PostCode, "postalCode"},
}

func regionWord(kind address.FieldName) string {
	if kind == address.DoSi {
		return "province"
	}
	return strings.ToLower(kind.String())
}

// ownState are territories whose "state" in a United States address is the territory itself: nobody is asked for it.
var ownState = []string{"AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"}

// newerName corrects CLDR 32 (2017), the version inside x/text, and its names that are too long for a list.
var newerName = map[string]string{
	"HK": "Hong Kong", "MK": "North Macedonia", "MM": "Myanmar", "MO": "Macao", "SZ": "Eswatini", "TR": "Türkiye",
}

func countryName(code string) string {
	if name, ok := newerName[code]; ok {
		return name
	}
	return display.English.Regions().Name(language.MustParseRegion(code))
}

// suggestCountry answers the code that was probably meant: "UK" is GB, "DEU" and "Germny" DE; "" when nothing is near.
func suggestCountry(input string) string {
	if code := knownCountry(input); code != "" {
		return code
	}
	return countryNames().meant(Fold(input))
}

// knownCountry answers the code of a country by any of its names or codes, "" when it has none such.
func knownCountry(input string) string {
	input = strings.TrimSpace(input)
	if code := countries.ByName(input).Alpha2(); countryRules()[code] != nil {
		return code
	}
	return countryNames().values[Fold(input)]
}

var countryNames = sync.OnceValue(func() names {
	m := map[string]string{}
	for code := range maps.Keys(countryRules()) {
		m[Fold(countryName(code))] = code
		m[Fold(countries.ByName(code).String())] = code
	}
	return newNames(m)
})
