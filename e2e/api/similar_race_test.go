package api_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// rival is a reseller that races with others for the same customers.
type rival struct {
	root    *ent.Account
	manager *ent.User
	token   string
}

// TestResellersRace: resellers of different trees open reviews of the same new businesses, each as they write them, and approve them at once: one by
// one, many in a request, in one order and in another. One organization comes of it, or more of which every further one was approved by somebody who had
// looked at the others. CANOPY_SOAK=1 races longer.
func TestResellersRace(t *testing.T) {
	rounds := 8
	if os.Getenv("CANOPY_SOAK") != "" {
		rounds = 150
	}
	each(t, func(t *testing.T, h *house) {
		var rivals [3]rival
		for i := range rivals {
			root := h.Account(nil)
			manager := h.User(root, viewer.AccountManager)
			rivals[i] = rival{root, manager, h.token(t, manager)}
		}
		for seed := range rounds {
			h.Clock.Advance(time.Hour) // what they were told comes back
			h.race(t, rivals[:], rand.New(rand.NewPCG(uint64(seed), 8)))
		}
	})
}

// race is one round of TestResellersRace.
func (h *house) race(t *testing.T, rivals []rival, random *rand.Rand) {
	t.Helper()
	var businesses [3]vars
	for i := range businesses {
		businesses[i] = invented(random)
	}
	before := h.organizations(t)
	decisions := make([][]vars, len(rivals))
	for i, r := range rivals {
		var customers []vars
		for _, b := range businesses {
			in := vars{"type": "END_CUSTOMER", "name": spelled(random, b["name"].(string)), "address": b["address"]}
			customers = append(customers, in)
		}
		random.Shuffle(len(customers), func(i, j int) { customers[i], customers[j] = customers[j], customers[i] })
		opened := h.must(t, r.token, createCustomers, vars{"input": vars{"parentId": accountID(r.root), "notificationContactId": userID(r.manager), "customers": customers}})
		for j := range customers {
			decisions[i] = append(decisions[i], vars{"reviewId": opened.at(fmt.Sprintf("createCustomers.reviews.%d.id", j)), "reviewVersion": 1})
		}
	}
	together := random.IntN(2) == 0
	stale := make([][]vars, len(rivals))
	var running sync.WaitGroup
	start := make(chan struct{})
	for i, r := range rivals {
		running.Go(func() {
			<-start
			stale[i] = h.decide(t, r, decisions[i], together)
		})
	}
	close(start)
	running.Wait()

	left := slices.Concat(stale...)
	if made := h.organizations(t) - before; made != len(businesses) || len(left) != (len(rivals)-1)*len(businesses) {
		t.Errorf("%d organizations of %d businesses, %d reviews are stale", made, len(businesses), len(left))
	}
	acknowledged := 0
	for i, r := range rivals {
		for _, d := range stale[i] {
			shown := d["shown"]
			delete(d, "shown")
			if random.IntN(2) == 0 {
				d["organizationId"] = shown
			} else {
				d["acknowledgeDuplicate"] = true
				acknowledged++
			}
			// Who registers it a second time is somebody whom those behind have to look at, too.
			if a := h.ask(t, r.token, decideReview, vars{"input": d}); slices.Equal(a.faults("approveReview"), []string{"reviewVersion REVIEW_STALE"}) {
				d["reviewVersion"] = a.at("approveReview.review.version")
				h.must(t, r.token, decideReview, vars{"input": d})
			} else if !a.sound() {
				t.Errorf("answers %s", a.Body)
			}
		}
	}
	if made := h.organizations(t) - before; made != len(businesses)+acknowledged {
		t.Errorf("%d organizations of %d businesses, %d acknowledged", made, len(businesses), acknowledged)
	}
}

// decide approves the reviews as they were opened, and returns the decisions to be taken anew, each with the organization that is shown now.
func (h *house) decide(t *testing.T, r rival, decisions []vars, together bool) (stale []vars) {
	var answers []any
	if together {
		const document = `mutation($input: ApproveReviewsInput!) { approveReviews(input: $input) { results { review { id version ` + shownAccounts + ` } account { id } userErrors { path code } } userErrors { code } } }`
		answers = list(h.ask(t, r.token, document, vars{"input": vars{"reviews": decisions}}).at("approveReviews.results"))
	} else {
		for _, d := range decisions {
			answers = append(answers, h.ask(t, r.token, decideReview, vars{"input": d}).at("approveReview"))
		}
	}
	if len(answers) != len(decisions) {
		t.Errorf("%d of %d decisions are answered", len(answers), len(decisions))
	}
	for _, payload := range answers {
		a := answer{Data: map[string]any{"decided": payload}}
		switch faults := a.faults("decided"); {
		case len(faults) == 0 && a.at("decided.account") != nil:
		case slices.Equal(faults, []string{"reviewVersion REVIEW_STALE"}) && a.at("decided.account") == nil && a.text("decided.review.similarAccounts.0.likelySame") == "true":
			if a.at("decided.review.similarAccounts.0.account") != nil {
				t.Errorf("another reseller's account is told: %v", payload)
			}
			stale = append(stale, vars{"reviewId": a.at("decided.review.id"), "reviewVersion": a.at("decided.review.version"),
				"shown": a.at("decided.review.similarAccounts.0.organization.id")})
		default:
			t.Errorf("answers %v", payload)
		}
	}
	return stale
}

// organizations counts what is registered.
func (h *house) organizations(t *testing.T) int {
	t.Helper()
	n, err := h.Store.Client().Organization.Query().Count(scope.Everything(t.Context(), scope.Operator))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// invented is a business that nobody has heard of.
func invented(random *rand.Rand) vars {
	word := func() (w string) {
		for range 4 {
			w += string("bdfgklmnprstvz"[random.IntN(14)]) + string("aeiou"[random.IntN(5)])
		}
		return w
	}
	return vars{"name": word() + " " + word(), "address": vars{"street": []string{fmt.Sprint(word(), "weg ", 1+random.IntN(200))}, "city": word(),
		"postalCode": fmt.Sprint(10000 + random.IntN(80000)), "country": "DE"}}
}

// spelled is a name as somebody else writes it.
func spelled(random *rand.Rand, name string) string {
	switch at := 1 + random.IntN(len(name)-2); random.IntN(4) {
	case 0:
		return name + " GmbH"
	case 1:
		return "  " + name + ", AG"
	case 2:
		return name[:at] + "x" + name[at:]
	}
	return name
}
