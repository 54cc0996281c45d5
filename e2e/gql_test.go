package e2e_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tidwall/gjson"
)

func gql(ts *testscript.TestScript, neg bool, args []string) {
	answer, ok := ask(ts, args)
	_, err := fmt.Fprintln(ts.Stdout(), answer)
	ts.Check(err)
	if ok == neg {
		ts.Fatalf("unexpected answer")
	}
}

// ask posts an operation: the answer, and whether it is free of errors.
func ask(ts *testscript.TestScript, args []string) (answer string, ok bool) {
	flags := flag.NewFlagSet("gql", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	token := flags.String("token", "TOKEN", "")
	file := flags.String("file", "", "")
	ts.Check(flags.Parse(args))
	if flags.NArg() < 1 || flags.NArg() > 2 {
		ts.Fatalf("usage: gql [-token NAME] [-file PATH=FILE] QUERY [VARIABLES]")
	}
	operation := map[string]any{"query": text(ts, flags.Arg(0))}
	if flags.NArg() == 2 {
		operation["variables"] = json.RawMessage(text(ts, flags.Arg(1)))
	}
	body, err := json.Marshal(operation)
	ts.Check(err)
	contentType := "application/json"
	if *file != "" {
		body, contentType = form(ts, body, *file)
	}
	req, err := http.NewRequest(http.MethodPost, running(ts).url+"/graphql", bytes.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/graphql-response+json")
	req.Header.Set("GraphQL-Require-Preflight", "1") // asked for with an upload
	if t := ts.Getenv(*token); t != "" {
		req.Header.Set("Authorization", "Bearer "+t)
	}
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer func() { _ = resp.Body.Close() }()
	read, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if !gjson.ValidBytes(read) {
		ts.Fatalf("%s: %s", resp.Status, read)
	}
	return string(read), resp.StatusCode == http.StatusOK && !gjson.GetBytes(read, "errors").Exists()
}

// form is a GraphQL multipart request with one file: variables.PATH=FILE.
func form(ts *testscript.TestScript, operations []byte, file string) (body []byte, contentType string) {
	path, name, _ := strings.Cut(file, "=")
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	ts.Check(w.WriteField("operations", string(operations)))
	ts.Check(w.WriteField("map", fmt.Sprintf(`{"0": ["variables.%s"]}`, path)))
	part, err := w.CreateFormFile("0", filepath.Base(name))
	ts.Check(err)
	_, err = io.WriteString(part, ts.ReadFile(name))
	ts.Check(err)
	ts.Check(w.Close())
	return b.Bytes(), w.FormDataContentType()
}

// saved are the names that stories save under; GraphQL's own variables begin with a small letter.
var saved = regexp.MustCompile(`\$[A-Z][A-Z0-9_]*`)

// text is an argument, or the file that it names, with what was saved filled in.
func text(ts *testscript.TestScript, arg string) string {
	if !strings.Contains(arg, "{") {
		arg = ts.ReadFile(arg)
	}
	return saved.ReplaceAllStringFunc(arg, func(name string) string {
		value := ts.Getenv(name[1:])
		if value == "" {
			ts.Fatalf("nothing was saved as %s", name)
		}
		return value
	})
}
