package api_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/apikey"
	"canopy/ent/asset"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/predicate"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/reviewcandidate"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/webhook"
	"canopy/internal/locale"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"pgregory.net/rapid"
)

// changes are what happens to a grove between two pages, by name: through the API where it has a way, else directly.
// Each picks what it changes, often among the rows of the last page, and tells what that was; "" when it found none.
var changes = map[string]func(g *grove, t *rapid.T, page []int64) string{
	"plant":          (*grove).plantMore,
	"register":       (*grove).registerCustomer,
	"add a user":     (*grove).addUser,
	"cut an account": (*grove).cutAccount,
	"cut a user":     (*grove).cutUser,
	"cut a review":   (*grove).cutReview,
	"cut an asset":   (*grove).cutAsset,
	"cut an import":  (*grove).cutImport,
	"give an asset":  (*grove).giveAsset,
	"change asset":   (*grove).changeAsset,
	"move a subtree": (*grove).moveSubtree,
	"move a user":    (*grove).moveUser,
	"move a review":  (*grove).moveReview,
	"change account": (*grove).changeAccount,
	"change user":    (*grove).changeUser,
	"change a role":  (*grove).changeRole,
	"change review":  (*grove).changeReview,
}

var changeNames = slices.Sorted(maps.Keys(changes))

// picked is one of the rows that may be, often one of the last page; nil where none may.
func picked[T any](t *rapid.T, rows []*T, id func(*T) int64, page []int64, may func(*T) bool) *T {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *T) bool { return !may(r) })
	near := slices.DeleteFunc(slices.Clone(rows), func(r *T) bool { return !slices.Contains(page, id(r)) })
	if len(near) > 0 && rapid.Bool().Draw(t, "near") {
		rows = near
	}
	if len(rows) == 0 {
		return nil
	}
	return drawn(t, "row", rows)
}

func (g *grove) pickAccount(t *rapid.T, page []int64, may func(*ent.Account) bool) *ent.Account {
	return picked(t, g.now.accounts, func(a *ent.Account) int64 { return a.ID }, page, may)
}

func (g *grove) pickUser(t *rapid.T, page []int64, may func(*ent.User) bool) *ent.User {
	return picked(t, g.now.users, func(u *ent.User) int64 { return u.ID }, page, may)
}

func (g *grove) pickReview(t *rapid.T, page []int64) *ent.Review {
	return picked(t, g.now.reviews, func(r *ent.Review) int64 { return r.ID }, page, whichever)
}

func whichever[T any](*T) bool { return true }

// open tells whether customers and users can be added: nothing from here up is closed.
func (g *grove) open(a *ent.Account) bool {
	if a.Status != account.StatusACTIVE {
		return false
	}
	for a = g.now.above(a); a != nil; a = g.now.above(a) {
		if a.Status == account.StatusCLOSED {
			return false
		}
	}
	return true
}

func (g *grove) plantMore(t *rapid.T, _ []int64) string {
	g.plant(rapid.Uint64().Draw(t, "seed"), 2, 2, 1)
	return "two accounts, two users and a review"
}

// registerCustomer opens a review, and often approves it.
func (g *grove) registerCustomer(t *rapid.T, page []int64) string {
	above := g.pickAccount(t, page, g.open)
	if above == nil {
		return ""
	}
	contact := g.pickUser(t, nil, func(u *ent.User) bool {
		return u.Status != user.StatusDISABLED && g.now.byID[u.AccountID].RootID == above.RootID
	})
	if contact == nil {
		return ""
	}
	g.made++
	in := customer(above, contact, vars{
		"name": rapid.SampledFrom(sayable).Draw(t, "name"), "phone": fmt.Sprint("+4930", 2_000_000+g.made%7_000_000), // equal details are the same review
	})
	opened := g.do(t, createCustomer, in)
	if rapid.Bool().Draw(t, "approved") {
		g.do(t, approveReview, vars{"reviewId": opened.at("createCustomer.review.id"), "reviewVersion": 1, "acknowledgeDuplicate": true})
	}
	return "below " + above.Path
}

// do changes both databases through the API.
func (g *grove) do(t *rapid.T, mutation string, input vars) *answer {
	g.ask(t, g.tokens, `{ viewer { user { id } } }`, nil) // whoever is out of date draws ids twice, and only PostgreSQL keeps those of the first time
	a := g.ask(t, g.tokens, mutation, vars{"input": input})
	if g.now = g.houses[0].world(); !a.sound() {
		t.Logf("%s", a.Body)
		t.Fatal("a change is refused")
	}
	return a
}

// sayable are names that the rules let through.
var sayable = slices.DeleteFunc(slices.Clone(plantNames), func(name string) bool { return locale.Fold(name) == "" })

func (g *grove) addUser(t *rapid.T, page []int64) string {
	of := g.pickAccount(t, page, g.open)
	if of == nil {
		return ""
	}
	g.made++
	row := person(fmt.Sprintf("c%d@example.com", g.made))
	row["familyName"] = rapid.SampledFrom(sayable).Draw(t, "name")
	g.do(t, addUsers, vars{"accountId": accountID(of), "users": []vars{row}})
	return "at " + of.Path
}

// cutAccount cuts one that nothing hangs below and nobody reads by, with its people and reviews.
func (g *grove) cutAccount(t *rapid.T, page []int64) string {
	a := g.pickAccount(t, page, func(a *ent.Account) bool {
		return !slices.ContainsFunc(g.now.accounts, func(below *ent.Account) bool { return below.ParentID != nil && *below.ParentID == a.ID }) &&
			!slices.ContainsFunc(g.now.users, func(u *ent.User) bool { return u.AccountID == a.ID && reads(u) }) && g.who.grants[a.ID] == ""
	})
	if a == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error {
		for _, u := range tx.User.Query().Where(user.AccountID(a.ID)).AllX(ctx) {
			if err := uproot(ctx, tx, u); err != nil {
				return err
			}
		}
		dropReviews(ctx, tx, review.ParentID(a.ID))
		tx.Review.Update().Where(review.AccountID(a.ID)).ClearAccountID().ExecX(ctx)
		tx.Provisioning.Delete().Where(provisioning.AccountID(a.ID)).ExecX(ctx)
		tx.Grant.Delete().Where(grant.AccountID(a.ID)).ExecX(ctx)
		tx.APIKey.Delete().Where(apikey.AccountID(a.ID)).ExecX(ctx)
		tx.UserImport.Delete().Where(userimport.AccountID(a.ID)).ExecX(ctx)
		tx.Webhook.Delete().Where(webhook.AccountID(a.ID)).ExecX(ctx)
		tx.Asset.Delete().Where(asset.OwnerID(a.ID)).ExecX(ctx)
		tx.Asset.Update().Where(asset.AssignedToID(a.ID)).ClearAssignedToID().ExecX(ctx)
		return tx.Account.DeleteOneID(a.ID).Exec(ctx)
	})
	return a.Path
}

func (g *grove) cutUser(t *rapid.T, page []int64) string {
	u := g.pickUser(t, page, func(u *ent.User) bool { return !reads(u) })
	if u == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error { return uproot(ctx, tx, u) })
	return u.Email
}

// reads tells whether the user is a reader: the rig's users are.
func reads(u *ent.User) bool { return strings.HasPrefix(u.Email, "user") }

func uproot(ctx context.Context, tx *store.Tx, u *ent.User) error {
	dropReviews(ctx, tx, review.NotificationContactID(u.ID))
	tx.Account.Update().Where(account.NotificationContactID(u.ID)).ClearNotificationContactID().ExecX(ctx)
	tx.Grant.Delete().Where(grant.UserID(u.ID)).ExecX(ctx)
	tx.Invitation.Delete().Where(invitation.UserID(u.ID)).ExecX(ctx)
	tx.Session.Delete().Where(session.UserID(u.ID)).ExecX(ctx)
	return tx.User.DeleteOneID(u.ID).Exec(ctx)
}

func dropReviews(ctx context.Context, tx *store.Tx, which predicate.Review) {
	tx.ReviewCandidate.Delete().Where(reviewcandidate.HasReviewWith(which)).ExecX(ctx)
	tx.Review.Delete().Where(which).ExecX(ctx)
}

func (g *grove) cutReview(t *rapid.T, page []int64) string {
	r := g.pickReview(t, page)
	if r == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error {
		dropReviews(ctx, tx, review.ID(r.ID))
		return nil
	})
	return reviewID(r)
}

// cutImport forgets one, as the sweep does.
func (g *grove) cutImport(t *rapid.T, page []int64) string {
	i := picked(t, g.now.imports, func(i *ent.UserImport) int64 { return i.ID }, page, whichever)
	if i == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error { return tx.UserImport.DeleteOneID(i.ID).Exec(ctx) })
	return importID(i)
}

// moveSubtree moves an account with all below it to another parent, in its tree or another.
func (g *grove) moveSubtree(t *rapid.T, page []int64) string {
	a := g.pickAccount(t, page, whichever)
	if a == nil {
		return ""
	}
	deepest, subtree := 0, treepath.Subtree(a.Path)
	for _, below := range g.now.accounts {
		if subtree.Contains(below.Path) {
			deepest = max(deepest, treepath.Depth(below.Path)-treepath.Depth(a.Path)+1)
		}
	}
	to := g.pickAccount(t, page, func(to *ent.Account) bool {
		return !subtree.Contains(to.Path) && treepath.Depth(to.Path)+deepest <= treepath.MaxDepth
	})
	if to == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, "UPDATE accounts SET path = $1 || substr(path, $2), root_id = $3 WHERE path >= $4 AND path < $5",
			treepath.Child(to.Path, a.ID), len(a.Path)+1, to.RootID, subtree.Lo, subtree.Hi)
		if err != nil {
			return err
		}
		_, err = tx.SQL.ExecContext(ctx, "UPDATE assets SET root_id = (SELECT "+scope.Operator.Marker()+" root_id FROM accounts WHERE id = owner_id)")
		if err != nil {
			return err
		}
		return tx.Account.UpdateOneID(a.ID).SetParentID(to.ID).Exec(ctx)
	})
	return a.Path + " below " + to.Path
}

func (g *grove) moveUser(t *rapid.T, page []int64) string {
	u, to := g.pickUser(t, page, whichever), g.pickAccount(t, page, whichever)
	if u == nil || to == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.User.UpdateOneID(u.ID).SetAccountID(to.ID).Exec(ctx)
	})
	return u.Email + " to " + to.Path
}

func (g *grove) moveReview(t *rapid.T, page []int64) string {
	r, to := g.pickReview(t, page), g.pickAccount(t, page, whichever)
	if r == nil || to == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.Review.UpdateOneID(r.ID).SetParentID(to.ID).Exec(ctx)
	})
	return reviewID(r) + " to " + to.Path
}

// changeAccount changes all that accounts are filtered and ordered by, and a change may leave as it was.
func (g *grove) changeAccount(t *rapid.T, page []int64) string {
	a := g.pickAccount(t, page, whichever)
	if a == nil {
		return ""
	}
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	name, status, at := oneOfAll(r, plantNames), oneOfAll(r, statuses), moment(g.houses[0], r)
	g.write(func(ctx context.Context, tx *store.Tx) error {
		change := tx.Account.UpdateOneID(a.ID).SetName(name).SetNameKey(locale.Fold(name)).SetStatus(status).SetUpdatedAt(at)
		if a.AccountNumber == nil {
			change.SetAccountNumber(fmt.Sprint("b", a.ID))
		} else {
			change.ClearAccountNumber()
		}
		return change.SetSearch(locale.SearchKey(name)).Exec(ctx)
	})
	return fmt.Sprintf("%s to %q, %s, %v", a.Path, name, status, at)
}

func (g *grove) changeUser(t *rapid.T, page []int64) string {
	u := g.pickUser(t, page, func(u *ent.User) bool { return !reads(u) })
	if u == nil {
		return ""
	}
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	g.made++
	name, status, email := oneOfAll(r, plantNames), oneOfAll(r, standings), fmt.Sprintf("%s%d@example.com", oneOfAll(r, []string{"a", "z"}), g.made)
	g.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.User.UpdateOneID(u.ID).SetFamilyName(name).SetNameKey(locale.Fold(name)).SetEmail(email).SetEmailKey(email).SetSearch(locale.SearchKey(name, email)).SetStatus(status).Exec(ctx)
	})
	return fmt.Sprintf("%s to %q, %s, %s", u.Email, name, status, email)
}

// changeRole changes by what somebody is found: a role of theirs, or where they hold it.
func (g *grove) changeRole(t *rapid.T, page []int64) string {
	u := g.pickUser(t, page, func(u *ent.User) bool { return !reads(u) })
	if u == nil {
		return ""
	}
	held := slices.DeleteFunc(slices.Clone(g.now.grants), func(g *ent.Grant) bool { return g.UserID != u.ID })
	at, role := g.pickAccount(t, page, whichever).ID, rapid.SampledFrom([]grant.Role{grant.RoleVIEWER, grant.RoleUSER_MANAGER}).Draw(t, "role")
	g.write(func(ctx context.Context, tx *store.Tx) error {
		for _, g := range held {
			if err := tx.Grant.DeleteOneID(g.ID).Exec(ctx); err != nil {
				return err
			}
		}
		return tx.Grant.Create().SetUserID(u.ID).SetAccountID(at).SetRole(role).SetCreatedAt(u.CreatedAt).Exec(ctx)
	})
	return fmt.Sprint(u.Email, " is ", role, " on account ", at)
}

func (g *grove) changeReview(t *rapid.T, page []int64) string {
	r := g.pickReview(t, page)
	if r == nil {
		return ""
	}
	status := rapid.SampledFrom(decisions).Draw(t, "status")
	g.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.Review.UpdateOneID(r.ID).SetStatus(status).Exec(ctx)
	})
	return fmt.Sprintf("%s to %s", reviewID(r), status)
}
