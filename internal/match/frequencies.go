package match

import "math"

// Frequencies tell how common words are: the number of organizations, and how many of them have each key of the
// query. Keys that are missing are taken to be neither rare nor common. The zero value is valid.
type Frequencies struct {
	Organizations int
	Counts        map[string]int
}

// A young installation knows no frequencies yet; it is taken to have this many more organizations, in which the words
// of the vocabulary are common and all others rare.
const (
	priorOrganizations = 10000
	priorCommon        = 250
	priorOther         = 1
	priorSharing       = 10     // organizations that share a city or a house, although nobody has seen them
	rarest             = 9      // the log of the share from which on a key is as rare as can be
	unknownShare       = 0.0005 // the share of organizations that have a word of which no count was given
)

// wordWeight returns how much a word tells, about 1 (everywhere) to 10 (unique).
func (f Frequencies) wordWeight(w string) float64 {
	total := float64(max(f.Organizations, 0) + priorOrganizations)
	have := float64(priorOther)
	if commonWords[w] {
		have = priorCommon
	}
	if n, ok := f.Counts["w:"+stem(w)]; ok {
		have += float64(max(n, 0))
	} else if !commonWords[w] {
		have = unknownShare * total
	}
	return 0.5 + math.Log(total/min(have, total))
}

// rarity returns how rare the more common of two keys is, 0 (everywhere) to 1. Keys without a count are neither.
func (f Frequencies) rarity(a, b string) float64 {
	have := -1
	for _, key := range []string{a, b} {
		if n, ok := f.Counts[key]; ok {
			have = max(have, n)
		}
	}
	if have < 0 {
		return 0.5
	}
	total := float64(max(f.Organizations, 0) + priorOrganizations)
	return min(1, max(0, math.Log(total/float64(have+priorSharing))/rarest))
}

// alone returns 1 when one organization has a key, less the more have it; of keys without a count it knows little.
func (f Frequencies) alone(a, b string) float64 {
	have := max(f.Counts[a], f.Counts[b])
	if have < 1 {
		return 0.2
	}
	return 1 / math.Sqrt(float64(have))
}

func (f Frequencies) keyWeight(key string) float64 {
	total := float64(max(f.Organizations, 0) + priorOrganizations)
	return math.Log(total / min(float64(f.Counts[key]+1), total))
}

// commonWords is the vocabulary: words that have synonyms are words that many names hold.
var commonWords = func() map[string]bool {
	m := set(`art arts bar beauty care church clinic college capital club consulting cleaning corporate construction design energy
		entertainment fund global home house investment investments law media music partners properties property restaurant salon
		security shop store studio trust water china japan europe european asia africa african german france french italian new
		biotech bio pharma pharmaceuticals resources technology acquisition bancorp real estate life family art public central`)
	for _, w := range synonyms {
		m[w] = true
	}
	return m
}()
