package reseller

import (
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/problem"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// deed is something done on an account: what it needs of whoever does it, and of the account. The door, allow, judges both.
// docs/account-states.md shows all of them as a table.
type deed struct {
	does       string
	permission viewer.Permission
	fromAbove  bool             // the permission has to be held by a role given strictly above the account
	while      []account.Status // effective ones; nil: whatever the status is
	below      bool             // it puts an account below this one: while this one is CLOSED, the fault is PARENT_CLOSED
}

var (
	unclosed = []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusFAILED}
	active   = []account.Status{account.StatusACTIVE}
	usable   = []account.Status{account.StatusPENDING, account.StatusACTIVE}
)

// The deeds.
var (
	openReview     = deed{does: "open a review of a customer below it", permission: viewer.CreateCustomer, while: active, below: true}
	approveReview  = deed{does: "approve a review of a customer below it", permission: viewer.ApproveReview, while: active, below: true}
	decideReview   = deed{does: "change or discard a review", permission: viewer.ApproveReview}
	addUsers       = deed{does: "add users or move them there", permission: viewer.AddUsers, while: usable}
	editUsers      = deed{does: "change, invite, move, disable or erase users", permission: viewer.EditUsers}
	assignAssets   = deed{does: "assign assets to it", permission: viewer.AssignAssets, while: active}
	parcelAssets   = deed{does: "assign and unassign what it owns", permission: viewer.AssignAssets}
	editAccount    = deed{does: "change its details", permission: viewer.EditAccount, while: unclosed}
	moveAccount    = deed{does: "move it", permission: viewer.MoveAccount, while: unclosed}
	releaseAccount = deed{does: "move an account away from below it", permission: viewer.MoveAccount}
	receiveAccount = deed{does: "move an account below it", permission: viewer.MoveAccount, while: active, below: true}
	endAccount     = deed{does: "suspend or close it, cancel its provisioning", permission: viewer.ChangeStatus}
	resumeAccount  = deed{does: "resume it", permission: viewer.ChangeStatus, fromAbove: true}
	retryAccount   = deed{does: "try again to get its number", permission: viewer.RetryProvisioning}
	answerAccount  = deed{does: "answer for the back office"}
	setLimits      = deed{does: "set its limits", permission: viewer.ManageGrants, fromAbove: true}
	manageGrants   = deed{does: "give and take roles", permission: viewer.ManageGrants}
	manageKeys     = deed{does: "make and revoke API keys", permission: viewer.ManageAPIKeys}
	manageWebhooks = deed{does: "register, change and remove webhooks", permission: viewer.ManageWebhooks}
	createReseller = deed{does: "register a reseller", permission: viewer.CreateCustomer}
)

// allow is the one door: it decides whether the viewer may do the deed on the account, and records a refusal. A nil account is the whole
// installation, where operators hold every permission and others none.
// Refused, it adds a fault FORBIDDEN at path; the mutation returns c.faults.Err() at once, so that nothing more is told. It answers true where
// only the account's status forbids the deed, which is a fault beside others.
func (c *change) allow(path string, d deed, a *ent.Account) bool {
	switch {
	case a == nil && c.viewer.Operator:
		return true
	case a == nil:
		c.refuse(path, nil, "this is for the whole installation, which is up to operators")
		return false
	case d.fromAbove && !c.viewer.MayFromAbove(d.permission, a.Path):
		c.refuse(path, a, "this is up to whoever holds %s by a role on an account above", d.permission)
		return false
	case !d.fromAbove && !c.viewer.May(d.permission, a.Path):
		c.refuse(path, a, "you may not %s: that needs %s there", d.does, d.permission)
		return false
	}
	c.checkStatus(path, d, a)
	return true
}

// checkStatus faults at path when the account's status forbids the deed.
func (c *change) checkStatus(path string, d deed, a *ent.Account) {
	if d.while == nil {
		return
	}
	switch own, effective := c.near[a.ID].Status, c.effectiveStatus(a); {
	case slices.Contains(d.while, effective):
	case d.below && effective == account.StatusCLOSED:
		c.faults.Add(path, problem.ParentClosed, "this account, or one above it, is CLOSED: nothing can stand below it any more")
	case effective == account.StatusCLOSED:
		c.faults.Add(path, problem.NotActive, "the account, or one above it, is CLOSED for good")
	case own != effective:
		c.faults.Add(path, problem.NotActive, "an account above is %s: this waits until that one is resumed", effective)
	default:
		c.faults.Add(path, problem.NotActive, "the account is %s: this waits until it is ACTIVE", own)
	}
}

// effectiveStatus is an account's own status with what it inherits, as the contract says; the accounts above are in c.near.
func (c *change) effectiveStatus(a *ent.Account) account.Status {
	effective := c.near[a.ID].Status
	for _, id := range treepath.IDs(a.Path) {
		switch c.near[id].Status {
		case account.StatusCLOSED:
			return account.StatusCLOSED
		case account.StatusSUSPENDED:
			effective = account.StatusSUSPENDED
		}
	}
	return effective
}
