// Command canopy serves a GraphQL API for reseller account trees.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

const description = `A GraphQL API server for reseller account trees.

"canopy serve --demo" starts on :8080 with an embedded SQLite database and people to sign in as.
Every flag has a twin in the environment: --database-url is CANOPY_DATABASE_URL.`

// commands are the command line.
type commands struct {
	DatabaseURL string `default:"sqlite://canopy.db" placeholder:"URL" help:"sqlite:///path, sqlite://relative or postgres://user@host/name (default: ${default})."`
	LogFormat   string `enum:"text,json" default:"text" help:"How to log: text or json."`

	Serve    serve       `cmd:"" default:"withargs" help:"Serve the API (what plain \"canopy\" does)."`
	Import   importFiles `cmd:"" help:"Import accounts, users and assets from CSV files; again changes nothing."`
	Migrate  migrate     `cmd:"" help:"Bring the database's schema up to date; serve and import do so too."`
	Token    token       `cmd:"" help:"Print a bearer token for scripts."`
	Match    matching    `cmd:"" help:"Measure and teach the search for similar accounts."`
	Registry registry    `cmd:"" help:"Import reference registries of organizations."`
}

// process is what a command runs in.
type process struct {
	context.Context
	*commands
	stdout, stderr io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program with its arguments, without the program's name: the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c, kong.Name("canopy"), kong.Description(description), kong.DefaultEnvars("CANOPY"),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "canopy:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "canopy: %v\nTry: canopy --help\n", err)
		return 2
	}
	slog.SetDefault(slog.New(handler(c.LogFormat, stderr, slog.LevelInfo)))
	if err := parsed.Run(&process{ctx, &c, stdout, stderr}); err != nil {
		_, _ = fmt.Fprintln(stderr, "canopy:", err)
		return 1
	}
	return 0
}

func handler(format string, to io.Writer, level slog.Level) slog.Handler {
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.NewJSONHandler(to, options)
	}
	return slog.NewTextHandler(to, options)
}
