package oracle_test

import (
	"slices"
	"strings"

	"canopy/ent"
	"canopy/internal/nodeid"
)

func (a *operation) ofReview(r *ent.Review, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Review, r.ID)
	case "status":
		return r.Status
	case "version":
		return r.Version
	case "parent":
		return row(a.seen(a.account(&r.ParentID)))
	case "details":
		return details{r}
	case "similarAccounts":
		return a.candidates(r)
	case "account":
		return row(a.seen(a.account(r.AccountID)))
	case "createdBy":
		return a.visibleUser(a.user(r.CreatedByID))
	case "createdAt":
		return r.CreatedAt
	case "expiresAt":
		return r.ExpiresAt
	}
	panic(f.Name)
}

func (a *operation) ofDetails(r *ent.Review, f *field) any {
	switch f.Name {
	case "name":
		return r.Name
	case "type":
		return r.Type
	case "address":
		return postal{r.Street, r.DependentLocality, r.City, r.Region, r.PostalCode, r.Country}
	case "phone":
		return text(r.Phone)
	case "language":
		return text(r.Language)
	case "timezone":
		return text(r.Timezone)
	case "notificationContact":
		return a.visibleUser(a.user(r.NotificationContactID))
	case "externalReference":
		return text(r.ExternalReference)
	}
	panic(f.Name)
}

// similar is a registered organization compared with what was entered.
type similar struct {
	organization *ent.Organization
	score        float64
	likelySame   bool
	reasons      []string
	account      *ent.Account // that stands for it
}

func (a *operation) ofSimilar(s similar, f *field) any {
	switch f.Name {
	case "organization":
		return s.organization
	case "score":
		return s.score
	case "likelySame":
		return s.likelySame
	case "reasons":
		return s.reasons
	case "account":
		return row(s.account)
	}
	panic(f.Name)
}

// candidates are the review's, best first.
func (a *operation) candidates(r *ent.Review) []similar {
	list := slices.SortedFunc(slices.Values(r.Edges.Candidates), func(a, b *ent.ReviewCandidate) int { return a.Rank - b.Rank })
	found := []similar{}
	for _, c := range list {
		found = append(found, similar{
			a.organization(&c.OrganizationID), c.Score, c.LikelySame, strings.Fields(c.Reasons), a.standing(c.OrganizationID, a.account(&r.ParentID)),
		})
	}
	return found
}

// standing is the first visible account that stands for the organization in the tree of another account.
func (a *operation) standing(organization int64, in *ent.Account) *ent.Account {
	return find(a.accounts, func(x *ent.Account) bool {
		return x.OrganizationID != nil && *x.OrganizationID == organization && a.sees(x) && a.top(x) == a.top(in)
	})
}
