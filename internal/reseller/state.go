package reseller

import (
	"fmt"
	"slices"

	"canopy/ent/account"
	"canopy/ent/provisioning"
)

// What may become of a status; docs/account-states.md draws it.
var (
	accountSteps = map[account.Status][]account.Status{
		account.StatusPENDING:   {account.StatusACTIVE, account.StatusFAILED, account.StatusCLOSED},
		account.StatusACTIVE:    {account.StatusSUSPENDED, account.StatusCLOSED},
		account.StatusSUSPENDED: {account.StatusACTIVE, account.StatusCLOSED},
		account.StatusFAILED:    {account.StatusPENDING, account.StatusCLOSED},
	}
	provisioningSteps = map[provisioning.Status][]provisioning.Status{
		// Two workers may be at it: one can succeed where the other has put it back.
		provisioning.StatusQUEUED:  {provisioning.StatusRUNNING, provisioning.StatusSUCCEEDED, provisioning.StatusFAILED, provisioning.StatusCANCELLED},
		provisioning.StatusRUNNING: {provisioning.StatusRUNNING, provisioning.StatusQUEUED, provisioning.StatusSUCCEEDED, provisioning.StatusFAILED, provisioning.StatusCANCELLED},
		provisioning.StatusFAILED:  {provisioning.StatusQUEUED},
	}
)

// step allows a status to become another, or is an error. Every change of a status asks it.
func step[S ~string](steps map[S][]S, from, to S) error {
	if !slices.Contains(steps[from], to) {
		return fmt.Errorf("reseller: %s cannot become %s", from, to)
	}
	return nil
}
