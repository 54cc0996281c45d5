// Package locale knows what is particular to places and tongues: countries, postal addresses, telephone numbers,
// language tags, time zones, e-mail addresses, and the folded keys by which names are ordered and searched.
//
// It is pure: it holds no state but tables computed once, reads no clock, and imports nothing of ours.
// Its data come from libraries: Google's address metadata (Boostport/address), libphonenumber (nyaruka/phonenumbers),
// CLDR (golang.org/x/text) and the tz database of the Go distribution.
//
// Each kind of value has one canonical form. A function answers it with ok = false for what is not such a value; the
// Suggest functions then answer what was probably meant, or "".
package locale
