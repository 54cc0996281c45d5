package usercsv

// CustomerColumns are those of a file of customers, in its template's order, by their names in English, German and French.
var CustomerColumns = []Column{
	{"type", "type", true, []string{"customertype", "accounttype", "typ", "art"}},
	{"name", "name", true, []string{"company", "companyname", "customer", "customername", "organization", "organisation", "firma", "firmenname",
		"societe", "raisonsociale", "nom"}},
	{"street", "address.street.0", false, []string{"street1", "streetaddress", "address", "address1", "addressline1", "strasse", "straße", "anschrift",
		"rue", "adresse"}},
	{"street2", "address.street.1", false, []string{"streetline2", "address2", "addressline2", "adresszusatz", "complementdadresse"}},
	{"dependent_locality", "address.dependentLocality", false, []string{"district", "suburb", "neighborhood", "neighbourhood", "bairro", "ortsteil"}},
	{"city", "address.city", false, []string{"town", "locality", "municipality", "ort", "stadt", "ville"}},
	{"region", "address.region", false, []string{"state", "province", "stateprovince", "stateorprovince", "county", "prefecture", "bundesland"}},
	{"postal_code", "address.postalCode", false, []string{"postcode", "zip", "zipcode", "plz", "postleitzahl", "codepostal"}},
	{"country", "address.country", true, []string{"countrycode", "countryname", "land", "pays"}},
	{"phone", "phone", false, []string{"phonenumber", "telephone", "telephonenumber", "tel", "businessphone", "workphone", "telefon", "telefonnummer"}},
	{"language", "language", false, []string{"lang", "locale", "languagetag", "sprache", "langue"}},
	{"timezone", "timezone", false, []string{"tz", "timezonename", "timezoneid", "zeitzone", "fuseauhoraire"}},
	{"notification_contact", "notificationContactId", false, []string{"notificationcontactemail", "notificationcontactid", "notificationemail"}},
	{"external_reference", "externalReference", false, []string{"reference", "externalref", "ref", "externalid", "referenz"}},
}

// CustomerTemplate is an empty file of customers with its header and one row as an example.
func CustomerTemplate() string {
	return template(CustomerColumns, "END_CUSTOMER", "Analytical Engines Ltd", "12 St James's Square", "", "", "London", "", "SW1Y 4JH", "GB", "+44 20 7946 0958", "en-GB",
		"Europe/London", "account.manager@example.com", "CRM-1042")
}
