package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"canopy/internal/importer"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// registry is the command for reference registries.
type registry struct {
	Import importRegistry `cmd:"" help:"Import a registry's organizations, so that they are found as similar accounts; again takes over what changed. See docs/matching.md."`
}

// importRegistry is the command that imports one.
type importRegistry struct {
	Files       []*os.File `arg:"" name:"file" help:"The registry's CSV files."`
	Form        string     `enum:"gleif,ror,csv" required:"" placeholder:"gleif|ror|csv" help:"What the columns are: of GLEIF's golden copy (level 1), of ROR's data dump (schema 2), or csv: id,name,alias,street,city,region,postal_code,country,phone,status."`
	Registry    string     `placeholder:"NAME" help:"What the registry is called here, the same each time; gleif and ror by default."`
	Map         []string   `placeholder:"FIELD=COLUMN" sep:"none" help:"Of a csv: the column that has the field, once for each; alias and street may have several."`
	Ended       []string   `placeholder:"VALUE" help:"Of a csv: values of the status of organizations that do not exist any longer."`
	SkipBadRows bool       `help:"Import the good rows although there are bad ones. The file is read once then, and may be a pipe; without this it is read twice, because nothing is imported unless all rows are good."`
}

// Run imports the files: all rows, or with bad rows none unless they are to be skipped.
func (i *importRegistry) Run(p *process) error {
	form, name, err := i.form()
	if err != nil {
		return err
	}
	return withRules(p, func(_ *store.Store, rules *reseller.Service) error {
		cfg := importer.RegistryConfig{
			Rules: rules, Registry: name, Form: form, Mapped: len(i.Map) > 0, SkipBadRows: i.SkipBadRows, Progress: p.stderr, Bad: p.stdout,
		}
		for _, f := range i.Files {
			cfg.Files = append(cfg.Files, importer.RegistryFile{Name: filepath.Base(f.Name()), Reader: f})
		}
		report, err := importer.Registry(p, cfg)
		report.Print(p.stdout)
		return err
	})
}

func (i *importRegistry) form() (form importer.RegistryForm, name string, err error) {
	if name = i.Registry; name == "" {
		name = i.Form
	}
	switch {
	case i.Form == "csv" && i.Registry == "":
		return form, name, errors.New("name the registry that the csv comes from: --registry NAME")
	case i.Form != "csv" && len(i.Map)+len(i.Ended) > 0:
		return form, name, fmt.Errorf("--map and --ended are for --form csv: %s has its own columns", i.Form)
	case i.Form == "gleif":
		return importer.GLEIF(), name, nil
	case i.Form == "ror":
		return importer.ROR(), name, nil
	}
	form, err = importer.MapRegistry(i.Map, i.Ended)
	return form, name, err
}
