package api_test

import (
	"strings"
	"testing"

	"canopy/internal/viewer"
)

// matrix is who gets what. The asker holds the role on the account "own", by a grant of either scope; an operator holds
// everything. What is asked for belongs to one of five accounts:
//
//	above          visible to nobody but the operator
//	  own          where the grant is
//	    below      visible when the grant's scope is SUBTREE, and then the same as own
//	  sibling      visible to nobody but the operator
//	foreign        visible to nobody but the operator
//
// What is invisible answers "." whatever the table says. Cells are:
//
//   - answered
//     0   answered with null
//     !   refused: FORBIDDEN
//     .   not there: null, or NOT_FOUND
//     s   answered to who holds the role on what lies below too, else CANNOT_GRANT or, what is read, not there
//
// "*" is every field of the type that has no line of its own; "at own" and "at below" hold there only. Told is an event as a subscription tells it.
const matrix = `
                                    ADMIN ACCOUNT_MANAGER USER_MANAGER VIEWER OPERATOR
Account.*                             +          +             +          +       +
Account.parent             at own     0          0             0          0       +
Account.parent             at below   +          +             +          +       +
Account.events                        +          +             0          0       +
Account.apiKeys                       +          0             0          0       +
Account.userImports                   +          +             +          0       +
Account.webhooks                      +          0             0          0       +
User.*                                +          +             +          +       +
Review.*                              +          +             +          +       +
Organization.*                        +          +             +          +       +
Grant.*                               +          +             +          +       +
Event.*                               +          +             .          .       +
Event.apiKey                          +          0             .          .       +
ApiKey.*                              +          .             .          .       +
Asset.*                               +          +             +          +       +
UserImport.*                          +          +             +          .       +
Webhook.*                             +          .             .          .       +
WebhookDelivery.*                     s          .             .          .       +

Query.account                         +          +             +          +       +
Query.user                            +          +             +          +       +
Query.review                          +          +             +          +       +
Query.node                            +          +             +          +       +
Query.nodes                           +          +             +          +       +
Query.accounts             at own     +          +             +          +       +
Query.viewer               at own     +          +             +          +       +
Query.languages            at own     +          +             +          +       +
Query.timeZones            at own     +          +             +          +       +
Query.countries            at own     +          +             +          +       +
Query.userCsvTemplate      at own     +          +             +          +       +
Query.customerCsvTemplate  at own     +          +             +          +       +
Query.similarAccounts                 +          +             !          !       +
Query.userDirectory                   +          +             !          !       +
Viewer.*                   at own     +          +             +          +       +

Subscription.accountChanged           +          +             +          +       +
Subscription.usersAdded               +          +             +          +       +
Told.*                                +          +             +          +       +
Told.actor                            +          +             0          0       +
Told.apiKey                           +          0             0          0       +
Told.changes                          +          +             0          0       +
Told.requestId                        +          +             0          0       +

Mutation.signIn            at own     +          +             +          +       +
Mutation.signOut           at own     +          +             +          +       +
Mutation.revokeSession     at own     +          +             +          +       +
Mutation.requestPasswordReset at own  +          +             +          +       +
Mutation.resetPassword     at own     +          +             +          +       +
Mutation.changePassword    at own     +          +             +          +       +
Mutation.confirmEmail      at own     +          +             +          +       +
Mutation.acceptInvitation  at own     +          +             +          +       +
Mutation.createCustomer               +          +             !          !       +
Mutation.updateReview                 +          +             !          !       +
Mutation.approveReview                +          +             !          !       +
Mutation.discardReview                +          +             !          !       +
Mutation.createCustomers              +          +             !          !       +
Mutation.approveReviews               +          +             !          !       +
Mutation.addUsers                     +          +             +          !       +
Mutation.importUsers                  +          +             +          !       +
Mutation.updateUser                   +          +             +          !       +
Mutation.updateUsers                  +          +             +          !       +
Mutation.moveUsers                    +          +             +          !       +
Mutation.eraseUser                    +          +             +          !       +
Mutation.resendInvitations            +          +             +          !       +
Mutation.revokeInvitations            +          +             +          !       +
Mutation.disableUsers                 +          +             +          !       +
Mutation.enableUsers                  +          +             +          !       +
Mutation.grantRole                    +          !             !          !       +
Mutation.revokeGrant                  +          !             !          !       +
Mutation.createApiKey                 +          !             !          !       +
Mutation.revokeApiKey                 +          !             !          !       +
Mutation.registerWebhook              s          !             !          !       +
Mutation.updateWebhook                s          !             !          !       +
Mutation.removeWebhook                s          !             !          !       +
Mutation.replayDelivery               s          !             !          !       +
Mutation.updateAccount                +          +             !          !       +
Mutation.moveAccounts      at own     !          !             !          !       +
Mutation.moveAccounts                 +          +             !          !       +
Mutation.suspendAccount               +          !             !          !       +
Mutation.resumeAccount     at own     !          !             !          !       +
Mutation.resumeAccount                +          !             !          !       +
Mutation.closeAccount                 +          !             !          !       +
Mutation.cancelProvisioning           +          !             !          !       +
Mutation.retryProvisioning            +          +             !          !       +
Mutation.completeProvisioning at own  !          !             !          !       +
Mutation.rejectProvisioning at own    !          !             !          !       +
Mutation.setAccountLimits  at own     !          !             !          !       +
Mutation.setAccountLimits             +          !             !          !       +
Mutation.assignAssets      at own     .          .             !          !       +
Mutation.assignAssets                 +          +             !          !       +
Mutation.unassignAssets               +          +             !          !       +
Mutation.createReseller    at own     !          !             !          !       +
`

// operator is the column of those who hold everything.
const operator viewer.Role = "OPERATOR"

// rule is a line of the matrix.
type rule struct {
	of, field, at string
	cells         map[viewer.Role]string
}

// lines are those of the matrix, by what they are of: "Account.parent".
func lines(t *testing.T) map[string][]rule {
	t.Helper()
	var columns []string
	all := map[string][]rule{}
	for line := range strings.SplitSeq(strings.TrimSpace(matrix), "\n") {
		words := strings.Fields(line)
		if columns == nil {
			columns = words
			continue
		}
		if len(words) == 0 {
			continue
		}
		r := rule{cells: map[viewer.Role]string{}}
		r.of, r.field, _ = strings.Cut(words[0], ".")
		cells := words[1:]
		if cells[0] == "at" {
			r.at, cells = cells[1], cells[2:]
		}
		if len(cells) != len(columns) {
			t.Fatalf("the matrix has %d cells in %q", len(cells), line)
		}
		for i, cell := range cells {
			r.cells[viewer.Role(columns[i])] = cell
		}
		all[words[0]] = append(all[words[0]], r)
	}
	return all
}

// cell is what the matrix says of a field at a place; "" when it is not asked there.
func cell(rules map[string][]rule, of, field, at string, role viewer.Role) string {
	for _, name := range []string{of + "." + field, of + ".*"} {
		lines, ok := rules[name]
		for _, r := range lines {
			if r.at == "" || r.at == at {
				return r.cells[role]
			}
		}
		if ok {
			return ""
		}
	}
	return ""
}
