// Package reseller is THE RULES: customers, reviews, users, provisioning, sign-in, permission and audit, as
// plain functions. Every mutation goes through change, every decision through allow.
package reseller

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"
	"time"

	"canopy/internal/backoffice"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
	"canopy/internal/webhook"

	"github.com/prometheus/client_golang/prometheus"
)

// Config is what the rules need. Store, Enqueue and Forget are required.
type Config struct {
	Store *store.Store

	// Enqueue puts background work into the transaction, to run at the given time; the zero time is at once. Work that waits or
	// runs already with the same arguments is not queued again, but SendInvitations is: so nobody who adds people waits for another.
	Enqueue func(ctx context.Context, tx *sql.Tx, args JobArgs, at time.Time) error

	// Forget takes work with the arguments, of which an empty one stands for any, out of the queue by the transaction, be it waiting or
	// done; what is being done stays.
	Forget func(ctx context.Context, tx *sql.Tx, args JobArgs) error

	// Committed is called behind the commit of a change. It must not wait. Default: nobody is told.
	Committed func()

	Now                func() time.Time // the clock; time.Now by default
	ProvisioningDelay  time.Duration    // from approval to the account number; 0, the default, is at once
	BackOfficeDeadline time.Duration    // how long a back office that took a request may take to answer; 1 h by default
	PromisedWithin     time.Duration    // what resellers are told to allow for provisioning; 1 h by default
	ReviewTTL          time.Duration    // how long a review stays open; 14 days by default
	SessionTTL         time.Duration    // how long a sign-in holds; 12 h by default
	Logger             *slog.Logger     // slog.Default() by default

	BackOffice backoffice.Office // gives accounts their numbers; the built-in one with plain numbers by default

	WebhooksAllowPrivate bool // webhooks may have addresses with http, and in private networks

	Mail      mail.Sender // sends the mails; an outbox that nobody reads by default
	PublicURL string      // scheme://host where browsers reach the pages that mails link to; http://localhost:8080 by default

	Metrics prometheus.Registerer // takes canopy_told_total, canopy_accounts_pending and canopy_accounts_overdue; none by default
}

// Service is the rules over one store. Its methods may be called at the same time.
type Service struct {
	Config
	signIns  *attempts
	resets   *attempts // to ask for a new password
	tellings *tellings
	webhooks *webhook.Client
}

// New fills the defaults in, and makes of Now the time as it is stored: UTC, to the microsecond. It returns an error when what is required is missing or a duration is negative.
func New(c Config) (*Service, error) {
	switch {
	case c.Store == nil:
		return nil, errors.New("reseller: Config.Store is required")
	case c.Enqueue == nil || c.Forget == nil:
		return nil, errors.New("reseller: Config.Enqueue and Config.Forget are required")
	case min(c.ProvisioningDelay, c.BackOfficeDeadline, c.PromisedWithin, c.ReviewTTL, c.SessionTTL) < 0:
		return nil, errors.New("reseller: a duration of the Config is negative")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Committed == nil {
		c.Committed = func() {}
	}
	if c.PromisedWithin == 0 {
		c.PromisedWithin = time.Hour
	}
	if c.BackOfficeDeadline == 0 {
		c.BackOfficeDeadline = time.Hour
	}
	if c.BackOffice == nil {
		form, err := backoffice.NewForm(backoffice.Plain)
		if err != nil {
			return nil, err
		}
		c.BackOffice = backoffice.Builtin{Form: form}
	}
	if c.ReviewTTL == 0 {
		c.ReviewTTL = 14 * 24 * time.Hour
	}
	if c.SessionTTL == 0 {
		c.SessionTTL = 12 * time.Hour
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Mail == nil {
		c.Mail = &mail.Outbox{}
	}
	c.PublicURL = cmp.Or(strings.TrimSuffix(c.PublicURL, "/"), "http://localhost:8080")
	clock := c.Now
	c.Now = func() time.Time { return clock().UTC().Truncate(time.Microsecond) }
	tellings, err := newTellings(c.Metrics)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: c, signIns: newSignIns(), resets: newResets(), tellings: tellings, webhooks: webhook.New(c.WebhooksAllowPrivate)}
	if c.Metrics != nil {
		err = c.Metrics.Register(newWaitingGauges(s))
	}
	return s, err
}

// asker names the viewer in the log: the user, the API key or "operator".
func asker(v *viewer.Viewer) string {
	switch {
	case v.KeyID != 0:
		return nodeid.New(nodeid.APIKey, v.KeyID).String()
	case v.UserID != 0:
		return nodeid.New(nodeid.User, v.UserID).String()
	}
	return "operator"
}

// JobArgs are the arguments of background work, stored as JSON under its kind.
type JobArgs interface{ Kind() string }

// ProvisionAccount asks the back office for an account's number.
type ProvisionAccount struct {
	AccountID int64     `json:"account_id"`
	Requested time.Time `json:"requested,omitzero"` // when it was asked for: another time is other work; zero is any
}

// Kind names the job.
func (ProvisionAccount) Kind() string { return "provision_account" }

// TimeOutProvisioning ends the wait for the back office's answer about an account.
type TimeOutProvisioning struct {
	AccountID int64     `json:"account_id"`
	Requested time.Time `json:"requested"`
}

// Kind names the job.
func (TimeOutProvisioning) Kind() string { return "time_out_provisioning" }

// TellOverdue tells of accounts that wait for their number for longer than was promised.
type TellOverdue struct{}

// Kind names the job.
func (TellOverdue) Kind() string { return "tell_overdue" }

// MailOutcome tells a person by mail what became of an account that was to get its number.
type MailOutcome struct {
	UserID    int64     `json:"user_id"`
	AccountID int64     `json:"account_id"`
	Outcome   Action    `json:"outcome"` // AccountActivated, ProvisioningFailed or AccountOverdue
	At        time.Time `json:"at,omitzero"`
}

// Kind names the job.
func (MailOutcome) Kind() string { return "mail_outcome" }

// ResumeProvisioning takes up what was left of ProvisionAccount and TimeOutProvisioning jobs that died.
type ResumeProvisioning struct{}

// Kind names the job.
func (ResumeProvisioning) Kind() string { return "resume_provisioning" }

// ExpireReviews closes the reviews that nobody decided in time.
type ExpireReviews struct{}

// Kind names the job.
func (ExpireReviews) Kind() string { return "expire_reviews" }

// MailPasswordReset mails a person the link by which they set a new password.
type MailPasswordReset struct {
	EmailKey string `json:"email_key"`
}

// Kind names the job.
func (MailPasswordReset) Kind() string { return "mail_password_reset" }

// MailEmailChanges mails people the links by which they confirm their new e-mail addresses.
type MailEmailChanges struct {
	UserIDs []int64   `json:"user_ids"` // at most mailsOfJob
	Asked   time.Time `json:"asked"`    // so that the same is queued again while it is under way
}

// Kind names the job.
func (MailEmailChanges) Kind() string { return "mail_email_changes" }

// MailAddressChanged tells a person at the address that they had that it is theirs no more.
type MailAddressChanged struct {
	UserID int64  `json:"user_id"`
	Email  string `json:"email"` // the old one
}

// Kind names the job.
func (MailAddressChanged) Kind() string { return "mail_address_changed" }

// SendInvitations mails the invitations that are queued.
type SendInvitations struct{}

// Kind names the job.
func (SendInvitations) Kind() string { return "send_invitations" }

// MakeDeliveries makes out what webhooks are to be told.
type MakeDeliveries struct{}

// Kind names the job.
func (MakeDeliveries) Kind() string { return "make_deliveries" }

// SendDeliveries sends what a webhook is to be told.
type SendDeliveries struct {
	WebhookID int64 `json:"webhook_id"`
	Failing   bool  `json:"failing"` // its latest attempt failed or took long
}

// Kind names the job.
func (SendDeliveries) Kind() string { return "send_deliveries" }

// WorkImport goes on with an import of people.
type WorkImport struct {
	ImportID int64 `json:"import_id"`
}

// Kind names the job.
func (WorkImport) Kind() string { return "work_import" }

// RewriteMatchKeys writes the matching keys of an older version anew.
type RewriteMatchKeys struct{}

// Kind names the job.
func (RewriteMatchKeys) Kind() string { return "rewrite_match_keys" }

// SweepExpired forgets sessions and idempotency keys whose time is over.
type SweepExpired struct{}

// Kind names the job.
func (SweepExpired) Kind() string { return "sweep_expired" }
