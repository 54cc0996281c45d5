package e2e_test

import (
	"database/sql"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tidwall/gjson"
)

// story is what the commands of one script share.
type story struct {
	url    string // of its database
	env    *testscript.Env
	server *server // nil: none runs
	db     *sql.DB // nil: not asked for yet
}

type storyKey struct{}

func of(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

// commands are what stories say besides testscript's own words. The answer of the last gql is stdout.
//
//	serve [FLAG...]                     starts the server; what it prints is stdout
//	crash                               kills it (-9)
//	shutdown                            ends it by SIGTERM; it must exit with 0, and have logged no error
//	[!] gql [-token NAME] [-file PATH=FILE] QUERY [VARIABLES]
//	                                    asks as the token in $NAME ($TOKEN), with a file for the variable at PATH. QUERY and
//	                                    VARIABLES are files or the text itself, where $NAME stands for what was saved. Top-level
//	                                    errors fail it
//	download FILE PATH                  keeps what the server has at the path, asked as the token in $TOKEN, as a file
//	save NAME [PATH]                    keeps what stands at the path of stdout, or all of it, as $NAME
//	[!] expect PATH VALUE               compares what stands at the path of stdout
//	until PATH VALUE QUERY [VARIABLES]  asks again until that stands there
//	hold, release                       keeps workers from finishing a provisioning; lets them
//	users-csv FILE ROWS DOMAIN          writes a file for addUsers
//	forest ACCOUNTS USERS SIZE NAME     writes files for canopy import
//	cell FILE LINE COLUMN VALUE         changes one cell of a CSV file
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"serve":     serve,
	"crash":     crash,
	"shutdown":  shutdown,
	"gql":       gql,
	"download":  download,
	"save":      save,
	"expect":    expect,
	"until":     until,
	"hold":      hold,
	"release":   release,
	"users-csv": usersCSV,
	"forest":    forest,
	"cell":      cell,
}

// usage fails a script that misspells a command.
func usage(ts *testscript.TestScript, neg bool, args []string, least, most int, text string) {
	if neg || len(args) < least || len(args) > most {
		ts.Fatalf("usage: %s", text)
	}
}

func serve(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 0, 99, "serve [FLAG...]")
	s := of(ts)
	if s.server != nil {
		ts.Fatalf("it runs already")
	}
	started, err := startServer(ts.Getenv("WORK"), s.env.Vars, args...)
	ts.Check(err)
	s.server = started
	ts.Defer(func() {
		if of(ts).server == started {
			started.crash()
			ts.Logf("[the server's log]\n%s", started.log())
		}
	})
	_, err = ts.Stdout().Write(started.greeting())
	ts.Check(err)
}

func crash(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 0, 0, "crash")
	running(ts).crash()
	of(ts).server = nil
}

func shutdown(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 0, 0, "shutdown")
	ts.Check(running(ts).shutdown())
	of(ts).server = nil
}

func running(ts *testscript.TestScript) *server {
	s := of(ts).server
	if s == nil {
		ts.Fatalf("no server runs: serve")
	}
	return s
}

func save(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 1, 2, "save NAME [PATH]")
	value := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) == 2 {
		value = at(ts, ts.ReadFile("stdout"), args[1])
	}
	if value == "" || value == "null" {
		ts.Fatalf("there is nothing to save")
	}
	ts.Setenv(args[0], value)
}

func expect(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, false, args, 2, 2, "expect PATH VALUE")
	if got := at(ts, ts.ReadFile("stdout"), args[0]); (got == args[1]) == neg {
		ts.Fatalf("%s is %s", args[0], got)
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 3, 4, "until PATH VALUE QUERY [VARIABLES]")
	poll(ts, args[1], func() string {
		answer, ok := ask(ts, args[2:])
		if !ok {
			ts.Fatalf("%s", answer)
		}
		return at(ts, answer, args[0])
	})
}

// poll asks until it gets the value.
func poll(ts *testscript.TestScript, want string, ask func() string) {
	begin, over, again := time.Now(), time.After(patience), time.NewTicker(200*time.Millisecond)
	defer again.Stop()
	for {
		got := ask()
		if got == want {
			ts.Logf("after %.1f s", time.Since(begin).Seconds())
			return
		}
		select {
		case <-again.C:
		case <-over:
			ts.Fatalf("it is %s after %v", got, patience)
		}
	}
}

// at is what stands at a gjson path: text as it is, anything else as JSON.
func at(ts *testscript.TestScript, json, path string) string {
	value := gjson.Get(json, path)
	if !value.Exists() {
		ts.Fatalf("nothing stands at %s", path)
	}
	if value.Type == gjson.String {
		return value.Str
	}
	return value.Raw
}

func writeFile(ts *testscript.TestScript, name string, text []byte) {
	ts.Check(os.WriteFile(ts.MkAbs(name), text, 0o600))
}
