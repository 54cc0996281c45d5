package mail

// EmailChange carries the link by which a new e-mail address is confirmed, to that address.
type EmailChange struct {
	Link  string
	Hours int // that it holds
}

func (EmailChange) kind() string { return "email_change" }

// AddressChanged tells somebody at the address that they had that they have another one now.
type AddressChanged struct{}

func (AddressChanged) kind() string { return "address_changed" }
