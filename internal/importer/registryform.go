package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"canopy/internal/usercsv"
)

// RegistryForm is where a registry's file has what is known of an organization: names of columns, "" for none.
type RegistryForm struct {
	id, name string
	aliases  []string
	split    func(column, cell string) []string // the names in a cell; nil: the cell is one
	places   []placeColumns                     // the first that names a country counts
	phone    string
	ended    map[string][]string // values, in lower case, that tell of an end, by column
}

type placeColumns struct {
	street                            []string
	city, region, postalCode, country string
}

// GLEIF is the golden copy of GLEIF's level 1 data as CSV. The address is the headquarters': the legal one is often an agent's.
//
// The columns are those that several public programs read from the golden copy, and the values those that public descriptions of LEI records list;
// cancelled is not among these. An LEI that has lapsed was not renewed: its organization did not end by that.
func GLEIF() RegistryForm {
	f := RegistryForm{
		id: "LEI", name: "Entity.LegalName",
		places: []placeColumns{gleifPlace("Entity.HeadquartersAddress"), gleifPlace("Entity.LegalAddress")},
		ended: map[string][]string{
			"Entity.EntityStatus":             {"inactive"},
			"Registration.RegistrationStatus": {"retired", "merged", "duplicate", "annulled", "cancelled"},
		},
	}
	for i := range 5 {
		f.aliases = append(f.aliases, fmt.Sprintf("Entity.OtherEntityNames.OtherEntityName.%d", i+1))
	}
	for i := range 5 {
		f.aliases = append(f.aliases, fmt.Sprintf("Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.%d", i+1))
	}
	return f
}

func gleifPlace(of string) placeColumns {
	return placeColumns{
		street: []string{of + ".FirstAddressLine", of + ".AdditionalAddressLine.1", of + ".AdditionalAddressLine.2", of + ".AdditionalAddressLine.3"},
		city:   of + ".City", region: of + ".Region", postalCode: of + ".PostalCode", country: of + ".Country",
	}
}

const rorAcronyms = "names.types.acronym"

// ROR is the CSV of ROR's data dump, schema 2. The names of columns and the form of the cells with names are those that the script writes which
// makes the dump's CSV (convert_to_csv_v2.py, by its README in github.com/ror-community/curation_ops). It has neither streets nor postal codes, and of several places the first.
func ROR() RegistryForm {
	const place = "locations.geonames_details."
	return RegistryForm{
		id: "id", name: "names.types.ror_display", aliases: []string{"names.types.label", "names.types.alias", rorAcronyms}, split: rorNames,
		places: []placeColumns{{city: place + "name", region: place + "country_subdivision_name", country: place + "country_code"}},
		ended:  map[string][]string{"status": {"inactive", "withdrawn"}},
	}
}

// language is what a part of a cell with names begins with: "en: ", "no_lang_code: ".
var language = regexp.MustCompile(`^(?:[a-z]{2,3}|no_lang_code): `)

// rorNames are the names in a cell such as "en: University; fr: Université, Institut". Names in one language are parted by what also stands in
// names, so only acronyms are parted there.
func rorNames(column, cell string) (names []string) {
	for part := range strings.SplitSeq(cell, "; ") {
		name := language.ReplaceAllString(part, "")
		if name == part && len(names) > 0 { // the name has a semicolon
			names[len(names)-1] += "; " + part
			continue
		}
		names = append(names, name)
	}
	if column == rorAcronyms {
		names = strings.Split(strings.Join(names, ", "), ", ")
	}
	return names
}

// registryFields are what a mapping may name, each a column of that name where none is given.
var registryFields = []string{"id", "name", "alias", "street", "city", "region", "postal_code", "country", "phone", "status"}

// MapRegistry is the form of a file with other columns: "field=Column" each, where alias and street may come several times. Rows with one
// of the ended values in the status column have ended.
func MapRegistry(mapping, ended []string) (RegistryForm, error) {
	columns := map[string][]string{}
	for _, m := range mapping {
		field, column, ok := strings.Cut(m, "=")
		if !ok || column == "" || !slices.Contains(registryFields, field) {
			return RegistryForm{}, fmt.Errorf("%q is no field=Column with one of the fields %s", m, strings.Join(registryFields, ", "))
		}
		if columns[field] = append(columns[field], column); len(columns[field]) > 1 && field != "alias" && field != "street" {
			return RegistryForm{}, fmt.Errorf("the field %s is mapped twice", field)
		}
	}
	for _, field := range registryFields {
		if len(mapping) == 0 || columns[field] == nil && slices.Contains([]string{"id", "name", "country"}, field) {
			columns[field] = []string{field}
		}
	}
	one := func(field string) string { return strings.Join(columns[field], "") }
	f := RegistryForm{
		id: one("id"), name: one("name"), aliases: columns["alias"], phone: one("phone"),
		places: []placeColumns{{street: columns["street"], city: one("city"), region: one("region"), postalCode: one("postal_code"), country: one("country")}},
		ended:  map[string][]string{},
	}
	for _, value := range ended {
		f.ended[one("status")] = append(f.ended[one("status")], strings.ToLower(value))
	}
	if _, ok := f.ended[""]; ok {
		return f, fmt.Errorf("no column has the status that ended values are of: map status=Column")
	}
	return f, nil
}

// columns are those that the file is read for. A mapped one has to be there; of a registry's own form those without which nothing is known.
func (f RegistryForm) columns(mapped bool) (columns []usercsv.Column) {
	seen := map[string]bool{"": true}
	add := func(required bool, names ...string) {
		for _, name := range names {
			if !seen[name] {
				seen[name] = true
				columns = append(columns, usercsv.Column{Name: name, Field: name, Required: required})
			}
		}
	}
	last := f.places[len(f.places)-1]
	add(true, f.id, f.name, last.country)
	for column := range f.ended {
		add(true, column)
	}
	add(mapped, f.aliases...)
	for _, p := range f.places {
		add(mapped, append(p.street, p.city, p.region, p.postalCode, p.country)...)
	}
	add(mapped, f.phone)
	return columns
}
