package main

import (
	"errors"
	"fmt"
	"time"

	"canopy/internal/backoffice"
)

// backOfficeFlags are who gives accounts their numbers.
type backOfficeFlags struct {
	BackOffice         string        `enum:"builtin,external" default:"builtin" help:"Who gives accounts their numbers: builtin, from a sequence, or external, another system over HTTP (default: ${default})."`
	AccountNumberForm  string        `default:"{number}" placeholder:"FORM" help:"How the built-in back office writes numbers, like NL-{number:7}-{check} with a check digit by Luhn's algorithm (default: ${default})."`
	BackOfficeURL      string        `name:"back-office-url" placeholder:"URL" help:"Where the external back office takes requests; needed with --back-office external."`
	BackOfficeSecret   string        `placeholder:"SECRET" help:"What requests to it are signed with, whsec_... of Standard Webhooks; needed with --back-office external, best by the environment."`
	BackOfficeDeadline time.Duration `default:"1h" help:"How long it may take to answer a request that it took (default: ${default})."`
}

// office is the back office of the flags.
func (f backOfficeFlags) office() (backoffice.Office, error) {
	if f.BackOffice == "external" {
		if f.BackOfficeURL == "" || f.BackOfficeSecret == "" {
			return nil, errors.New("say where the back office is and what requests are signed with: --back-office-url and CANOPY_BACK_OFFICE_SECRET")
		}
		return backoffice.NewExternal(f.BackOfficeURL, f.BackOfficeSecret)
	}
	form, err := backoffice.NewForm(f.AccountNumberForm)
	if err != nil {
		return nil, fmt.Errorf("--account-number-form: %w", err)
	}
	return backoffice.Builtin{Form: form}, nil
}
