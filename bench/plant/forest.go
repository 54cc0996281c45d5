package plant

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Forest is a reseller's tree of any size, the same for the same numbers. Account 1 is the reseller; its child 2 is the
// top of a dense part, ten children each on three levels and five users in each account; 3 is an account of Wide children
// without users; the rest hangs anywhere, its children heavy-tailed, down to nine levels.
type Forest struct {
	Accounts int // at least 1,112, beside the wide ones
	Users    int // at least five for each account of the dense part
	Wide     int
}

// Small and Large are the sizes that the project measures at.
var (
	Small = Forest{Accounts: 1_112, Users: 5_555}
	Large = Forest{Accounts: 100_000, Users: 500_000, Wide: 50_050}
)

// Dense and Wide are the ids of those accounts.
const (
	Dense = 2
	Wide  = 3
)

var (
	given  = strings.Fields("Ada Bilal Chiara Dmitri Eline Farid Grace Haruto Imani Joaquín Katja Lars Mónica Noah Øyvind Priya Quentin Rosalía Sören Tomás Uma Vera Wei Ximena Yara Zoë")
	family = strings.Fields("Abara Bergström Castellanos Dvořák Eriksen Fontaine García Håkansson Ivanova Jansen Kowalski Lindqvist Martin Martinez Nakamura Okafor Papadopoulos Quispe Rossi Sørensen Tanaka Ueda Vasquez Weber Xu Yıldız Zimmermann")
	trade  = strings.Fields("Bakery Clinic Design Energy Farms Foods Glass Hotels Labs Legal Media Metals Motors Optics Paper Pharma Ports Rail Sports Steel Textile Tools Travel Water")
	city   = strings.Split("Rotterdam,ZH,NL Lyon,ARA,FR Leeds,ENG,GB Hamburg,HH,DE Osaka,27,JP Austin,TX,US Bergen,46,NO Porto,13,PT", " ")
	where  = strings.Fields("Europe/Amsterdam Europe/Paris Europe/London Europe/Berlin Asia/Tokyo America/Chicago Europe/Oslo Europe/Lisbon")
	tongue = strings.Fields("nl fr en-GB de ja en-US nb pt-PT")
)

// Rows are the forest's accounts, parents first, and its users.
func (f Forest) Rows() ([]Account, []User) {
	r := rand.New(rand.NewPCG(1, uint64(f.Accounts)))
	parents := []int64{0, 1}
	homes := make([]int64, 0, f.Users)
	if f.Wide > 0 {
		parents = append(parents, 1)
	}
	depth := []int{1, 2, 2}
	add := func(parent int64) int64 {
		parents = append(parents, parent)
		depth = append(depth[:len(parents)-1], depth[parent-1]+1)
		return int64(len(parents))
	}
	level := []int64{Dense}
	for range 3 {
		var below []int64
		for _, above := range level {
			for range 10 {
				below = append(below, add(above))
			}
		}
		level = below
	}
	for id := range int64(len(parents)) {
		if id+1 != Wide || f.Wide == 0 {
			homes = append(homes, id+1, id+1, id+1, id+1, id+1)
		}
	}
	loose := int64(len(parents))
	for len(parents) < f.Accounts {
		parent := int64(1)
		if over := int64(len(parents)) - loose; over > 50 {
			parent = loose + 1 + r.Int64N(over)
		}
		if depth[parent-1] == 9 {
			continue
		}
		for n := 1 + int(r.ExpFloat64()*r.ExpFloat64()*8); n > 0 && len(parents) < f.Accounts; n-- {
			add(parent)
		}
	}
	for len(homes) < f.Users {
		homes = append(homes, loose+1+r.Int64N(int64(len(parents))-loose))
	}
	for range f.Wide {
		add(Wide)
	}
	return f.accounts(r, parents), f.users(r, homes[:f.Users])
}

func (f Forest) accounts(r *rand.Rand, parents []int64) []Account {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	list := make([]Account, len(parents))
	for i, parent := range parents {
		n := r.IntN(len(city))
		place := strings.Split(city[n], ",")
		list[i] = Account{
			ID: int64(i + 1), Parent: parent, Type: "END_CUSTOMER", Status: "ACTIVE", Number: fmt.Sprint(1_000_000 + i),
			Name:   fmt.Sprintf("%s %s %d", pick(r, family), pick(r, trade), i+1),
			Street: fmt.Sprintf("%d Main Street", 1+r.IntN(999)), City: place[0], Region: place[1], PostalCode: fmt.Sprintf("%05d", r.IntN(100_000)), Country: place[2],
			CreatedAt: start.Add(time.Duration(i) * time.Minute),
		}
		switch {
		case parent == 0:
			list[i].Type = "RESELLER"
		case r.IntN(50) == 0:
			list[i].Status, list[i].Number = "PENDING", ""
		}
	}
	return list
}

func (f Forest) users(r *rand.Rand, homes []int64) []User {
	start := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	list := make([]User, len(homes))
	for i, home := range homes {
		n := r.IntN(len(where))
		list[i] = User{
			ID: int64(i + 1), Account: home, GivenName: pick(r, given), FamilyName: pick(r, family), Language: tongue[n], Timezone: where[n],
			Email:     fmt.Sprintf("person.%d@%s.example", i+1, strings.ToLower(pick(r, trade))),
			CreatedAt: start.Add(time.Duration(i) * time.Second),
		}
	}
	return list
}

func pick(r *rand.Rand, words []string) string { return words[r.IntN(len(words))] }
