package lifecycle_test

import (
	"context"
	"fmt"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/reseller"
)

// take does an operation through the API, the worker's by its rule, and answers what is told. It may be called at the same time.
func (h *house) take(o operation, s *snapshot) (told, error) {
	if o.kind == "provision" {
		return told{}.sorted(), h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: s.accounts[o.account]}, true)
	}
	input, selection := s.input(o), ""
	switch o.kind {
	case "closeAccount":
		selection = "closedCount unassignedAssetCount "
	case "moveAccounts":
		selection = "gainCount lossCount "
	case "addUsers":
		selection = "rejected { index userErrors { path code } } "
	case "assignAssets", "unassignAssets":
		selection = "results { userErrors { path code } } "
	}
	document := fmt.Sprintf("mutation($input: %sInput!) { payload: %s(input: $input) { %suserErrors { path code } } }",
		strings.ToUpper(o.kind[:1])+o.kind[1:], o.kind, selection)
	var data struct {
		Payload struct {
			UserErrors                                              []fault
			ClosedCount, UnassignedAssetCount, GainCount, LossCount int
			Results                                                 []struct{ UserErrors []fault }
			Rejected                                                []struct {
				Index      int
				UserErrors []fault
			}
		}
	}
	if err := h.ask(o.by.token, document, vars{"input": input}, &data); err != nil {
		return nil, err
	}
	answer, l := data.Payload, told{}
	faults := answer.UserErrors
	for _, result := range answer.Results {
		faults = append(faults, result.UserErrors...)
	}
	for _, f := range faults {
		l.fault(strings.Join(f.Path, "."), f.Code)
	}
	for _, row := range answer.Rejected {
		for _, f := range row.UserErrors {
			l.faultAt("rejected", row.Index, strings.Join(f.Path, ".")+" "+f.Code)
		}
	}
	if len(answer.UserErrors) > 0 {
		return l.sorted(), nil
	}
	switch o.kind {
	case "closeAccount":
		l.count("closed", answer.ClosedCount)
		l.count("unassigned", answer.UnassignedAssetCount)
	case "moveAccounts":
		l.count("gains", answer.GainCount)
		l.count("losses", answer.LossCount)
	}
	return l.sorted(), nil
}

// input is an operation as the API takes it.
func (s *snapshot) input(o operation) vars {
	account := func(name string) string { return nodeid.New(nodeid.Account, s.accounts[name]).String() }
	list := func(kind nodeid.Kind, keys map[string]int64, names []string) (ids []string) {
		for _, name := range names {
			ids = append(ids, nodeid.New(kind, keys[name]).String())
		}
		return ids
	}
	reference := any(o.reference)
	if o.reference == "" {
		reference = nil
	}
	switch o.kind {
	case "createCustomer":
		in := o.form()
		in["parentId"], in["name"], in["externalReference"] = account(o.parent), o.name, reference
		in["notificationContactId"] = nodeid.New(nodeid.User, s.people[o.contact]).String()
		return in
	case "approveReview":
		return vars{"reviewId": nodeid.New(nodeid.Review, s.reviews[o.review]).String(), "reviewVersion": 1, "acknowledgeDuplicate": true}
	case "moveAccounts":
		return vars{"accountIds": list(nodeid.Account, s.accounts, o.accounts), "parentId": account(o.parent), "dryRun": o.dry}
	case "closeAccount":
		return vars{"accountId": account(o.account), "cascade": o.cascade, "dryRun": o.dry}
	case "assignAssets":
		return vars{"accountId": account(o.account), "assetIds": list(nodeid.Asset, s.assets, o.assets)}
	case "unassignAssets":
		return vars{"assetIds": list(nodeid.Asset, s.assets, o.assets)}
	case "setAccountLimits":
		limit := vars{"kind": limitKinds[o.limit], "max": o.max}
		if o.max == none {
			limit["max"] = nil
		}
		return vars{"accountId": account(o.account), "limits": []vars{limit}}
	case "addUsers":
		var users []vars
		for _, email := range o.emails {
			users = append(users, vars{"email": email, "givenName": "Ada", "familyName": "Lovelace", "role": roles[o.role]})
		}
		return vars{"accountId": account(o.account), "language": "en", "timezone": "Etc/UTC", "users": users}
	case "moveUsers":
		return vars{"accountId": account(o.account), "userIds": list(nodeid.User, s.people, o.people)}
	case "eraseUser":
		return vars{"userId": list(nodeid.User, s.people, o.people)[0]}
	case "disableUsers", "enableUsers":
		return vars{"userIds": list(nodeid.User, s.people, o.people)}
	case "updateAccount":
		return vars{"accountId": account(o.account), "externalReference": reference}
	}
	return vars{"accountId": account(o.account)}
}
