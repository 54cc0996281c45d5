// Package importer brings a forest of accounts, their people and their assets from CSV files into the database: the operator's way in,
// beside the API. A file is read and judged as a whole before anything is written; a row that is there already is left alone. Registry brings reference
// registries of organizations, again and again.
package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// batch is how many rows are looked up together, and written in one transaction: about 0.3 s of SQLite's writer.
const batch = 1000

// Config is what to import. Store and Rules are required.
type Config struct {
	Store       *store.Store
	Rules       *reseller.Service
	Accounts    io.Reader // CSV as in accountColumns; nil: none
	Users       io.Reader // CSV of usercsv's template and account_ref; nil: none
	Assets      io.Reader // CSV as in assetColumns; nil: none
	Root        string    // the ref of the tree that is meant where refs are looked up in the database, or by users and assets; "": any
	SkipBadRows bool      // import the good rows although there are bad ones
	Progress    io.Writer // where progress is told; nil: nowhere
}

// Run imports the accounts, then the users, then the assets. With a bad row nothing is written, unless bad rows are to be skipped. The
// Report tells what was done, also beside an error; what was written before an error stays, and another run goes on behind it.
//
// Memory grows with the number of rows by their refs and keys only: the rows themselves wait in a temporary file.
func Run(ctx context.Context, cfg Config) (report Report, err error) {
	started := time.Now()
	r := &run{Config: cfg, forest: newForest()}
	defer func() {
		err = errors.Join(err, r.rows.close(), r.people.close(), r.assets.close())
		report = r.report
		report.Took = time.Since(started)
	}()
	ctx = viewer.NewContext(scope.Everything(ctx, scope.Operator), viewer.New(0, true, nil))
	if err := r.read(ctx); err != nil {
		return report, err
	}
	return report, r.write(ctx)
}

// run is one import under way.
type run struct {
	Config
	report Report
	forest *forest
	rows   spool   // details of accounts
	people spool   // people to be added, in the file's order
	spans  []span  // of each person
	homes  []*node // of each person: the account
	assets spool   // assets to be added, in the file's order
	placed []place // of each asset
}

// read judges the files. Bad rows are an error, unless they are to be skipped.
func (r *run) read(ctx context.Context) error {
	for _, read := range []func(context.Context) error{r.readAccounts, r.readUsers, r.readAssets} {
		if err := read(ctx); err != nil {
			return fmt.Errorf("importer: %w", err)
		}
	}
	r.report.sort()
	if bad := r.report.Accounts.Bad + r.report.Users.Bad + r.report.Assets.Bad; bad > 0 && !r.SkipBadRows {
		return fmt.Errorf("importer: %d bad rows, so nothing was imported: mend them, or leave them out with --skip-bad-rows", bad)
	}
	return nil
}

// write writes what read found good.
func (r *run) write(ctx context.Context) error {
	for _, write := range []func(context.Context) error{r.writeAccounts, r.writeUsers, r.writeAssets} {
		if err := write(ctx); err != nil {
			return fmt.Errorf("importer: stopped after %d accounts, %d users and %d assets, which stay; run it again to go on: %w",
				r.report.Accounts.Added, r.report.Users.Added, r.report.Assets.Added, err)
		}
	}
	return nil
}
