package importer

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"time"

	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// Who to sign in as in the demo, each with DemoPassword. DemoAdmin is the administrator of the larger of its two resellers.
const (
	DemoAdmin    = "mira.halvorsen@northlight.example"
	DemoOperator = "robin.fernwood@fernwood.example"
	DemoPassword = "canopy-demo"
)

// demoPeople can sign in: someone of each role, of both resellers, of a customer, and the operator. DemoAdmin comes last: when
// she can sign in, the demo is complete.
var demoPeople = []string{
	"jonas.weber@northlight.example",   // ACCOUNT_MANAGER of a division
	"erik.solberg@northlight.example",  // USER_MANAGER
	"noor.haddad@northlight.example",   // VIEWER
	"ines.steinbach@steinbach.example", // ADMIN of a customer
	"gareth.pryce@quayside.example",    // ADMIN of the other reseller
	DemoOperator,
	DemoAdmin,
}

//go:embed demo/accounts.csv
var demoAccounts []byte

//go:embed demo/users.csv
var demoUsers []byte

//go:embed demo/assets.csv
var demoAssets []byte

// Demo loads two small resellers with customers in common, people to sign in as, and assets of both. It does nothing in a database that holds accounts,
// unless they are those of a Demo that was interrupted, and tells whether the demo's people are there.
func Demo(ctx context.Context, db *store.Store, rules *reseller.Service) (there bool, err error) {
	ctx = scope.Everything(ctx, scope.Operator)
	wanted, there, err := demoWanted(ctx, db)
	if err != nil || !wanted {
		return there, err
	}
	report, err := Run(ctx, Config{
		Store: db, Rules: rules, Accounts: bytes.NewReader(demoAccounts), Users: bytes.NewReader(demoUsers), Assets: bytes.NewReader(demoAssets),
	})
	if err != nil {
		return false, fmt.Errorf("load the demo: %w %v", err, report.Bad)
	}
	if err := db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return makeOperator(ctx, tx, rules.Now()) }); err != nil {
		return false, fmt.Errorf("load the demo: %w", err)
	}
	for _, email := range demoPeople {
		if err := rules.SetPassword(ctx, email, DemoPassword); err != nil {
			return false, fmt.Errorf("load the demo: %w", err)
		}
	}
	return true, nil
}

// demoWanted tells whether the database is empty or its demo is not complete, and whether it is.
func demoWanted(ctx context.Context, db *store.Store) (wanted, complete bool, err error) {
	filled, err := db.Client().Account.Query().Exist(ctx)
	if err != nil || !filled {
		return !filled, false, err
	}
	begun, err := db.Client().Account.Query().Where(account.ExternalReference("NL"), account.AccountNumber("100101")).Exist(ctx)
	if err != nil || !begun {
		return false, false, err
	}
	complete, err = db.Client().User.Query().Where(user.EmailKey(DemoAdmin), user.PasswordHashNEQ("")).Exist(ctx)
	return !complete, complete, err
}

// makeOperator grants the whole installation to DemoOperator.
func makeOperator(ctx context.Context, tx *store.Tx, at time.Time) error {
	id, err := tx.User.Query().Where(user.EmailKey(DemoOperator)).OnlyID(ctx)
	if err != nil {
		return err
	}
	granted, err := tx.Grant.Query().Where(grant.UserID(id), grant.AccountIDIsNil()).Exist(ctx)
	if err != nil || granted {
		return err
	}
	return tx.Grant.Create().SetUserID(id).SetRole(grant.RoleADMIN).SetScope(grant.ScopeSUBTREE).SetCreatedAt(at).Exec(ctx)
}
