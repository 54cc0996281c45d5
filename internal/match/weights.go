package match

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// Features are the facts of one comparison, by their numbers.
type Features [featureCount]float64

// facts are the names of the features in the file of weights, and which speak against. Training keeps at least the
// given weight where a register of different things has too few examples to teach it.
var facts = [featureCount]struct {
	name    string
	against bool
	least   float64
}{
	nameExact:       {name: "nameExact"},
	nameJoined:      {name: "nameJoined"},
	nameCovered:     {name: "nameCovered"},
	nameMostCovered: {name: "nameMostCovered"},
	nameContained:   {name: "nameContained"},
	nameGrams:       {name: "nameGrams"},
	nameEvidence:    {name: "nameEvidence"},
	nameRare:        {name: "nameRare"},
	nameLead:        {name: "nameLead"},
	nameConflict:    {name: "nameConflict", against: true},
	kindDiffers:     {name: "kindDiffers", against: true},
	rareContained:   {name: "rareContained"},
	aloneThere:      {name: "aloneThere"},
	acronym:         {name: "acronym"},
	acronymLoose:    {name: "acronymLoose"},
	acronymRare:     {name: "acronymRare"},
	acronymInCity:   {name: "acronymInCity"},
	numberDiffers:   {name: "numberDiffers", against: true, least: 1},
	numberMissing:   {name: "numberMissing", against: true},
	streetExact:     {name: "streetExact"},
	streetLike:      {name: "streetLike"},
	streetRare:      {name: "streetRare"},
	streetDiffers:   {name: "streetDiffers", against: true},
	houseSame:       {name: "houseSame"},
	houseDiffers:    {name: "houseDiffers", against: true},
	citySame:        {name: "citySame"},
	cityRare:        {name: "cityRare"},
	cityDiffers:     {name: "cityDiffers", against: true},
	commonElsewhere: {name: "commonElsewhere", against: true},
	postalSame:      {name: "postalSame"},
	postalRare:      {name: "postalRare"},
	postalNear:      {name: "postalNear"},
	postalDiffers:   {name: "postalDiffers", against: true},
	countrySame:     {name: "countrySame"},
	countryDiffers:  {name: "countryDiffers", against: true},
	phoneSame:       {name: "phoneSame", least: 2},
	phoneDiffers:    {name: "phoneDiffers", against: true, least: 0.3},
}

// Weights make a score of features: log-odds, with the constant in front.
type Weights struct {
	Base float64
	Of   Features
}

// Sum returns the log-odds that features speak for.
func (w Weights) Sum(f Features) float64 {
	sum := w.Base
	for i, v := range f {
		sum += w.Of[i] * v
	}
	return sum
}

// Bounded returns the weights with every one on its side: a field that starts to agree must not lower a score.
func (w Weights) Bounded() Weights {
	for i, fact := range facts {
		if fact.against {
			w.Of[i] = min(w.Of[i], 0-fact.least)
		} else {
			w.Of[i] = max(w.Of[i], fact.least)
		}
	}
	return w
}

// Default returns the weights that this program scores with.
func Default() Weights { return weights }

//go:embed weights.json
var weightsFile []byte

var weights = func() Weights {
	var w Weights
	if err := json.Unmarshal(weightsFile, &w); err != nil {
		panic(err)
	}
	return w
}()

// weightsJSON is the form of the file.
type weightsJSON struct {
	Base     float64            `json:"base"`
	Features map[string]float64 `json:"features"`
}

// MarshalJSON writes the weights by the names of their features.
func (w Weights) MarshalJSON() ([]byte, error) {
	file := weightsJSON{Base: w.Base, Features: map[string]float64{}}
	for i, fact := range facts {
		file.Features[fact.name] = w.Of[i]
	}
	return json.Marshal(file)
}

// UnmarshalJSON reads what MarshalJSON writes: all features, none else, each weight on its side.
func (w *Weights) UnmarshalJSON(text []byte) error {
	var file weightsJSON
	if err := json.Unmarshal(text, &file); err != nil {
		return err
	}
	read := Weights{Base: file.Base}
	for i, fact := range facts {
		weight, ok := file.Features[fact.name]
		if !ok {
			return fmt.Errorf("match: no weight of %s", fact.name)
		}
		read.Of[i] = weight
		delete(file.Features, fact.name)
	}
	for name := range file.Features {
		return fmt.Errorf("match: there is no feature %s", name)
	}
	if read != read.Bounded() {
		return fmt.Errorf("match: a weight is on the wrong side")
	}
	*w = read
	return nil
}
