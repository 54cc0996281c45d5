package api_test

import (
	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/viewer"
)

// ofMany are the mutations of people, and of many customers.
func (c *counting) ofMany(f *forest) []deed {
	people := func(n int, change ...func(*ent.UserCreate)) (all []*ent.User, ids []string) {
		for range n {
			u := c.User(c.root, viewer.Reader, change...)
			all, ids = append(all, u), append(ids, userID(u))
		}
		return all, ids
	}
	invited := func(n int) vars {
		all, ids := people(n)
		for _, u := range all {
			c.invite(u)
		}
		return vars{"input": vars{"userIds": ids}}
	}
	of := func(change ...func(*ent.UserCreate)) func(n int) vars {
		return func(n int) vars {
			_, ids := people(n, change...)
			return vars{"input": vars{"userIds": ids}}
		}
	}
	changes := func(dry bool) func(n int) vars {
		return func(n int) vars {
			text := "id,email,family_name\n"
			_, ids := people(n)
			for _, id := range ids {
				text += id + "," + f.email() + ",New\n"
			}
			return vars{"input": vars{"csv": file(text), "dryRun": dry}}
		}
	}
	customers := func(n int) vars {
		var rows []vars
		for range n {
			rows = append(rows, vars{"type": "END_CUSTOMER", "name": f.fresh(), "address": f.address()})
		}
		return vars{"input": vars{"parentId": accountID(c.root), "customers": rows, "notificationContactId": userID(c.admin)}}
	}
	const each, above = "users { id }", "users { account { " + around + " } }"
	return []deed{
		{"`importUsers`; each MiB more of the file takes 1", faultsOf("importUsers"), "import { id }", "import { account { " + around + " } }", func(n int) vars {
			text := "email,given_name,family_name,language,timezone\n"
			for range n {
				text += f.email() + ",New,Person,en,Etc/UTC\n"
			}
			return vars{"input": vars{"accountId": accountID(c.root), "csv": file(text)}}
		}},
		{"`updateUser` with a new e-mail address", faultsOf("updateUser"), "user { id }", "user { account { " + around + " } }", func(int) vars {
			return vars{"input": vars{"userId": userID(c.User(c.root, viewer.Reader)), "email": f.email(), "familyName": "New"}}
		}},
		{"`updateUsers`, 2 or 100 people", faultsOf("updateUsers"), each, above, changes(false)},
		{"`updateUsers` with dryRun", faultsOf("updateUsers"), each, above, changes(true)},
		{"`moveUsers`, 2 or 100 people", faultsOf("moveUsers"), each, above, func(n int) vars {
			given := of()(n)
			given["input"].(vars)["accountId"] = accountID(c.Account(c.root))
			return given
		}},
		{"`disableUsers`, 2 or 100 people", faultsOf("disableUsers"), each, above, of()},
		{"`enableUsers`, 2 or 100 people", faultsOf("enableUsers"), each, above, of(func(u *ent.UserCreate) { u.SetStatus(user.StatusDISABLED) })},
		{"`resendInvitations`, 2 or 100 people", faultsOf("resendInvitations"), each, above, invited},
		{"`revokeInvitations`, 2 or 100 people", faultsOf("revokeInvitations"), each, above, invited},
		{"`createCustomers`, 2 or 25 customers; each 25 more take 4", faultsOf("createCustomers"), "reviews { id }", "reviews { parent { " + around + " } }", func(n int) vars {
			return customers(min(n, 25)) // who are looked for together
		}},
		{"`approveReviews` of one review; each more takes what `approveReview` takes", faultsOf("approveReviews"), "results { account { id } }",
			"results { account { parent { " + around + " } } }", func(int) vars {
				opened := c.must(c.t, c.token, createCustomers, customers(1))
				return vars{"input": vars{"reviews": []vars{{"reviewId": opened.at("createCustomers.reviews.0.id"), "reviewVersion": 1}}}}
			}},
	}
}

// alone counts the mutations that answer nothing to ask for, each with its input.
func (c *counting) alone(f *forest) {
	const password = "correct horse battery"
	if err := c.SetPassword(c.t.Context(), c.admin.Email, password); err != nil {
		c.t.Fatal(err)
	}
	somebody := func() *ent.User { return c.User(c.root, "") }
	for _, m := range []struct {
		name  string
		input vars
	}{
		{"eraseUser", vars{"userId": userID(somebody())}},
		{"acceptInvitation", vars{"token": c.invite(somebody()), "password": password}},
		{"confirmEmail", vars{"token": c.confirmToken(somebody(), f.email())}},
		{"resetPassword", vars{"token": c.resetToken(somebody()), "password": password}},
		{"changePassword", vars{"currentPassword": password, "newPassword": password + "!"}},
		{"signIn", vars{"email": c.admin.Email, "password": password + "!"}},
		{"signOut", nil},
	} {
		given := vars{}
		if m.input != nil {
			given["input"] = m.input
		}
		c.add("A mutation", "`"+m.name+"`", c.count(faultsOf(m.name), given), "")
	}
}
