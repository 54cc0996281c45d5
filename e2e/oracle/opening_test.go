package oracle_test

import (
	"context"
	"errors"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// open lets most accounts be moved and have others below them, and the trees' events go on where those that were planted end.
func (f *forest) open(ctx context.Context, tx *store.Tx) error {
	for _, statement := range []string{
		"UPDATE accounts SET external_reference = NULL WHERE id % 9 <> 0",
		"UPDATE accounts SET status = CASE id % 18 WHEN 9 THEN 'CLOSED' WHEN 0 THEN 'SUSPENDED' ELSE 'ACTIVE' END, " +
			"max_sub_accounts = CASE id % 4 WHEN 0 THEN 2 END, max_users = CASE id % 4 WHEN 1 THEN 3 END",
		"UPDATE api_keys SET expires_at = NULL WHERE id % 2 = 0",
		"UPDATE assets SET external_reference = 'C' || id WHERE id % 2 <> 0",
		"UPDATE assets SET assigned_to_id = NULL WHERE id % 8 <> 0",
		"INSERT INTO trees (root_id, last_seq) SELECT " + scope.Operator.Marker() + " root_id, max(seq) FROM events WHERE true GROUP BY root_id " +
			"ON CONFLICT (root_id) DO UPDATE SET last_seq = excluded.last_seq",
	} {
		if _, err := tx.SQL.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	for i, root := range f.accounts[:3] {
		if err := f.tempt(ctx, tx, f.askers[i].person, root); err != nil {
			return err
		}
	}
	return nil
}

// tempt makes somebody ACCOUNT_MANAGER of a tree and ADMIN of parts of it, who could gain by giving roles and by moving accounts.
func (f *forest) tempt(ctx context.Context, tx *store.Tx, who *ent.User, root *ent.Account) error {
	if _, err := tx.Grant.Delete().Where(grant.UserID(who.ID)).Exec(ctx); err != nil {
		return err
	}
	give := func(on *ent.Account, role grant.Role, reach grant.Scope) error {
		return tx.Grant.Create().SetUserID(who.ID).SetAccountID(on.ID).SetRole(role).SetScope(reach).SetCreatedAt(f.moment()).Exec(ctx)
	}
	err := give(root, grant.RoleACCOUNT_MANAGER, grant.ScopeSUBTREE)
	if below := f.under(root); len(below) > 0 {
		err = errors.Join(err, give(one(f, below), grant.RoleADMIN, grant.ScopeSUBTREE), give(one(f, below), grant.RoleADMIN, grant.ScopeACCOUNT_ONLY))
	}
	return err
}
