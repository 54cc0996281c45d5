package lifecycle_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/nodeid"
)

// crowd is a large forest, and clients that create accounts in it and move subtrees of it.
type crowd struct {
	*house
	operator string
	accounts []*ent.Account // account i began in tree i % trees
	contacts []*ent.User    // of each tree

	mu       sync.Mutex
	created  []int64 // acknowledged
	moves    int
	refusals map[string]int
}

const trees = 4

// TestCrowd lets 8 clients create and move at once, for a minute in a forest of 100,000 accounts when CANOPY_SOAK is set. Then the forest is
// trees, all paths are right, and nothing is lost.
func TestCrowd(t *testing.T) {
	accounts, operations, most := 2000, 12, forever
	if os.Getenv("CANOPY_SOAK") != "" {
		accounts, operations, most = 100_000, 1<<30, time.Minute
	}
	each(t, func(t *testing.T, h *house) {
		c := &crowd{house: h, operator: h.token(t, nil), refusals: map[string]int{}}
		began := time.Now()
		c.accounts = h.Forest(parentsOf(accounts, 8))
		t.Logf("%d accounts planted in %v", accounts, time.Since(began))
		for _, root := range c.accounts[:trees] {
			c.contacts = append(c.contacts, h.User(root, ""))
		}
		settle(t, h, c.accounts[trees].Path)
		end := time.Now().Add(most)
		var wg sync.WaitGroup
		for client := range 8 {
			wg.Go(func() {
				random := rand.New(rand.NewPCG(uint64(client), 8))
				for n := 0; n < operations && time.Now().Before(end) && !t.Failed(); n++ {
					if err := c.act(random); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		t.Logf("among %d accounts: %d created, %d moves, refused %v", accounts, len(c.created), c.moves, c.refusals)
		if len(c.created) == 0 || c.moves == 0 {
			t.Error("the clients did nothing")
		}
		wantPlaces(t, h, c.created, c.accounts)
		wantEvents(t, h)
	})
}

// parentsOf are those of a forest for Rig.Forest, with so many below each account.
func parentsOf(accounts, below int) []int {
	parents := make([]int, accounts)
	for i := range parents {
		parents[i] = -1
		if i >= trees {
			parents[i] = (i/trees-1)/below*trees + i%trees
		}
	}
	return parents
}

// some is an account of a tree as it began, more often one near the top, with its id.
func (c *crowd) some(random *rand.Rand, tree int) string {
	u := random.Float64()
	i := int(float64(len(c.accounts)/trees) * u * u)
	return nodeid.New(nodeid.Account, c.accounts[i*trees+tree].ID).String()
}

// act creates an account or moves a subtree, mostly within its tree. What rules out a random move is counted, anything else is an error.
func (c *crowd) act(random *rand.Rand) error {
	tree := random.IntN(trees)
	if random.IntN(2) == 0 {
		return c.create(random, tree)
	}
	to := tree
	if random.IntN(8) == 0 {
		to = random.IntN(trees)
	}
	var data struct{ MoveAccounts struct{ UserErrors []fault } }
	err := c.ask(c.operator, "mutation($input: MoveAccountsInput!) { moveAccounts(input: $input) { userErrors { path code } } }",
		vars{"input": vars{"accountIds": []string{c.some(random, tree)}, "parentId": c.some(random, to)}}, &data)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range data.MoveAccounts.UserErrors {
		c.refusals[f.Code]++
		if !slices.Contains([]string{"CYCLE", "TYPE_NOT_ALLOWED", "LIMIT_EXCEEDED"}, f.Code) {
			return fmt.Errorf("a move is refused: %v", f)
		}
	}
	if len(data.MoveAccounts.UserErrors) == 0 {
		c.moves++
	}
	return nil
}

func (c *crowd) create(random *rand.Rand, tree int) error {
	o := operation{name: word(random) + " " + word(random)}
	input := o.form()
	input["parentId"], input["name"], input["notificationContactId"] = c.some(random, tree), o.name, nodeid.New(nodeid.User, c.contacts[tree].ID).String()
	var opened struct {
		CreateCustomer struct {
			Review     struct{ ID string }
			UserErrors []fault
		}
	}
	err := c.ask(c.operator, "mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id } userErrors { path code } } }",
		vars{"input": input}, &opened)
	if err != nil {
		return err
	}
	var approved struct {
		ApproveReview struct {
			Account    struct{ ID string }
			UserErrors []fault
		}
	}
	faults := opened.CreateCustomer.UserErrors
	if len(faults) == 0 {
		err = c.ask(c.operator, "mutation($input: ApproveReviewInput!) { approveReview(input: $input) { account { id } userErrors { path code } } }",
			vars{"input": vars{"reviewId": opened.CreateCustomer.Review.ID, "reviewVersion": 1, "acknowledgeDuplicate": true}}, &approved)
		if err != nil {
			return err
		}
		faults = approved.ApproveReview.UserErrors
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range faults { // the contact or the parent went to another tree, or stands as deep as may be
		c.refusals[strings.Join(f.Path, ".")+" "+f.Code]++
	}
	if len(faults) == 0 {
		id, _ := nodeid.Parse(approved.ApproveReview.Account.ID)
		c.created = append(c.created, id.Key)
	}
	return nil
}
