package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"canopy/internal/importer"
	"canopy/internal/jobs"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// importFiles is the command that imports accounts, users and assets.
type importFiles struct {
	Accounts    *os.File `placeholder:"FILE" help:"CSV of accounts: ref,parent_ref,type,name,account_number,street,city,region,postal_code,country,phone."`
	Users       *os.File `placeholder:"FILE" help:"CSV of users: account_ref,email,given_name,family_name,phone,job_title,language,timezone,role."`
	Assets      *os.File `placeholder:"FILE" help:"CSV of assets: ref,owner_ref,kind,name,serial_number,location,assigned_ref."`
	Root        string   `placeholder:"REF" help:"The ref of the reseller whose tree is meant, where several trees use the same refs."`
	SkipBadRows bool     `help:"Import the good rows although there are bad ones."`
}

// Run imports the files: all rows, or with bad rows none unless they are to be skipped.
func (i *importFiles) Run(p *process) error {
	if i.Accounts == nil && i.Users == nil && i.Assets == nil {
		return errors.New("name a file: --accounts FILE, --users FILE, --assets FILE or several")
	}
	return withRules(p, func(db *store.Store, rules *reseller.Service) error {
		cfg := importer.Config{Store: db, Rules: rules, Root: i.Root, SkipBadRows: i.SkipBadRows, Progress: p.stderr}
		if i.Accounts != nil {
			cfg.Accounts = i.Accounts
		}
		if i.Users != nil {
			cfg.Users = i.Users
		}
		if i.Assets != nil {
			cfg.Assets = i.Assets
		}
		report, err := importer.Run(p, cfg)
		report.Print(p.stdout)
		return err
	})
}

// migrate is the command that brings the schema up to date.
type migrate struct{}

// Run migrates.
func (migrate) Run(p *process) error {
	db, err := openStore(p)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(p.stdout, "the database is up to date")
	return db.Close()
}

// token is the command that mints a bearer token.
type token struct {
	User     string        `xor:"who" required:"" placeholder:"EMAIL" help:"Whose token; or give --operator."`
	Operator bool          `xor:"who" required:"" help:"A token that may do everything in the whole installation; or give --user."`
	TTL      time.Duration `default:"1h" name:"ttl" help:"How long it holds (default: ${default})."`
}

// Run prints the token alone, for scripts to take.
func (t *token) Run(p *process) error {
	return withRules(p, func(_ *store.Store, rules *reseller.Service) error {
		session, err := t.issue(p, rules)
		if err == nil {
			_, _ = fmt.Fprintln(p.stdout, session.Token)
		}
		return err
	})
}

func (t *token) issue(ctx context.Context, rules *reseller.Service) (reseller.Session, error) {
	if t.Operator {
		return rules.IssueOperatorToken(ctx, t.TTL)
	}
	return rules.IssueToken(ctx, t.User, t.TTL)
}

// withRules runs a command that starts no background work on the database of the flags.
func withRules(p *process, command func(*store.Store, *reseller.Service) error) (err error) {
	db, err := openStore(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	queue, err := jobs.New(db, slog.Default())
	if err != nil {
		return err
	}
	rules, err := reseller.New(reseller.Config{Store: db, Enqueue: queue.Enqueue, Forget: queue.Forget})
	if err != nil {
		return err
	}
	return command(db, rules)
}
