package importer

import (
	"context"
	"hash/maphash"
	"strings"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/locale"
	"canopy/internal/usercsv"
)

// accountColumns are the columns of the accounts file.
var accountColumns = []usercsv.Column{
	{Name: "ref", Field: "ref", Required: true},
	{Name: "parent_ref", Field: "parent_ref", Required: true},
	{Name: "type", Field: "type", Required: true},
	{Name: "name", Field: "name", Required: true},
	{Name: "account_number", Field: "account_number", Required: true},
	{Name: "street", Field: "street"},
	{Name: "city", Field: "city"},
	{Name: "region", Field: "region"},
	{Name: "postal_code", Field: "postal_code"},
	{Name: "country", Field: "country", Required: true},
	{Name: "phone", Field: "phone"},
}

// details are what a row says of an account besides its place, as stored.
type details struct {
	Type, Name, Number                        string
	Street, City, Region, PostalCode, Country string // lines of the street joined by \n
	Phone                                     string
}

var seed = maphash.MakeSeed()

// print tells the same details from others.
func (d details) print() uint64 { return maphash.Comparable(seed, d) }

func detailsOf(a *ent.Account) details {
	d := details{
		Type: string(a.Type), Name: a.Name, Street: a.Street, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country, Phone: a.Phone,
	}
	if a.AccountNumber != nil {
		d.Number = *a.AccountNumber
	}
	return d
}

func (d details) address() locale.Address {
	a := locale.Address{City: d.City, Region: d.Region, PostalCode: d.PostalCode, Country: d.Country}
	if d.Street != "" {
		a.Street = strings.Split(d.Street, "\n")
	}
	return a
}

// account judges a row by itself.
func (c *checker) account(row usercsv.Row) (n *node, d details) {
	at := row.Extra
	n = &node{line: row.Line, ref: c.required("ref", at["ref"]), parentRef: c.text("parent_ref", at["parent_ref"])}
	d.Type = c.one("type", at["type"], string(account.TypeRESELLER), string(account.TypeEND_CUSTOMER), string(account.TypeSUB_DIVISION))
	switch top := d.Type == string(account.TypeRESELLER); {
	case d.Type == "":
	case top && n.parentRef != "":
		c.add("parent_ref", "a RESELLER stands at the top: leave it empty")
	case !top && n.parentRef == "":
		c.add("parent_ref", "only a RESELLER stands at the top: name the account above")
	}
	d.Name = c.required("name", at["name"])
	d.Number = c.required("account_number", at["account_number"])
	n.number = d.Number
	a := locale.Address{
		Street: strings.Split(at["street"], "\n"), City: c.text("city", at["city"]), Region: c.text("region", at["region"]),
		PostalCode: c.text("postal_code", at["postal_code"]), Country: c.country("country", at["country"]),
	}
	for _, line := range a.Street {
		c.text("street", line)
	}
	a = a.Normalize()
	d.Street, d.City, d.Region, d.PostalCode, d.Country = strings.Join(a.Street, "\n"), a.City, a.Region, a.PostalCode, a.Country
	d.Phone = c.phone(row.Phone, d.Country)
	n.country, n.print = d.Country, d.print()
	return n, d
}

// readAccounts judges the accounts file; nothing is written.
func (r *run) readAccounts(ctx context.Context) error {
	if r.Accounts != nil {
		if err := r.readAccountRows(ctx); err != nil {
			return err
		}
	}
	if err := r.lookUpRefs(ctx); err != nil {
		return err
	}
	r.resolve()
	if err := r.lookUpNumbers(ctx); err != nil {
		return err
	}
	r.settle()
	return nil
}

func (r *run) readAccountRows(ctx context.Context) error {
	reader, faults, err := usercsv.NewReaderOf(r.Accounts, accountColumns)
	if err != nil || len(faults) > 0 {
		return refused("accounts", faults, err)
	}
	r.report.Accounts.Read = true
	return r.each(ctx, "accounts", reader, func(row usercsv.Row, c checker) (err error) {
		r.report.Accounts.Rows++
		if len(c.bad) > 0 {
			ref := refOf(row)
			r.forest.unread[ref] = &node{line: row.Line, ref: ref, bad: true}
			r.note(&r.report.Accounts, c)
			return nil
		}
		n, d := c.account(row)
		r.forest.add(n)
		if n.bad = len(c.bad) > 0; n.bad {
			r.note(&r.report.Accounts, c)
			return nil
		}
		n.at, err = r.rows.add(d)
		return err
	})
}

// refOf is what seems to be the ref of a row that could not be read.
func refOf(row usercsv.Row) string {
	ref := row.Extra["ref"]
	if cells := row.Cells(); ref == "" && len(cells) > 0 {
		ref = strings.Trim(cells[0][:max(0, strings.IndexAny(cells[0]+",", ",;\t"))], `" `)
	}
	ref, _ = locale.Line(ref)
	return ref
}
