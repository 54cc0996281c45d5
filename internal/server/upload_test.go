package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"canopy/internal/server"
)

// form posts fields, then files named by their field; "name=text" each.
func (r *rig) form(t *testing.T, fields, files []string, headers ...string) *answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		name, text, _ := strings.Cut(f, "=")
		if err := w.WriteField(name, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		name, text, _ := strings.Cut(f, "=")
		part, err := w.CreateFormFile(name, name+".csv")
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", &body)
	request.Header.Set("Content-Type", w.FormDataContentType())
	for _, h := range append(headers, "X-Canopy-Upload: 1") {
		name, value, _ := strings.Cut(h, ": ")
		if request.Header.Get(name) == "" {
			request.Header.Set(name, value)
		}
	}
	return r.do(t, request)
}

const (
	readFile  = `operations={"query": "mutation($file: Upload) { read(file: $file) }", "variables": {"file": null}}`
	readFiles = `operations={"query": "mutation($f: [Upload], $d: Deep) { read(files: $f, deep: $d) }", "variables": {"f": [null, null], "d": {"files": [null], "note": "x"}}}`
)

func TestUpload(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		fields, files []string
		want          string
	}{
		"a file":              {[]string{readFile, `map={"0": ["variables.file"]}`}, []string{"0=a,b"}, "0.csv:a,b;"},
		"an empty file":       {[]string{readFile, `map={"0": ["variables.file"]}`}, []string{"0="}, "0.csv:;"},
		"files in lists":      {[]string{readFiles, `map={"a": ["variables.f.1"], "b": ["variables.f.0", "variables.d.files.0"]}`}, []string{"a=1", "b=2"}, "b.csv:2;a.csv:1;b.csv:2;"},
		"a file kept on disk": {[]string{readFile, `map={"0": ["variables.file"]}`}, []string{"0=" + strings.Repeat("x", 2<<20)}, "0.csv:" + strings.Repeat("x", 2<<20) + ";"},
		"no file at all":      {[]string{readFile, `map={}`}, nil, ""},
		"fields in any order": {[]string{`map={"0": ["variables.file"]}`, readFile}, []string{"0=a"}, "0.csv:a;"},
	} {
		t.Run(name, func(t *testing.T) {
			if a := r.form(t, c.fields, c.files); a.Code != http.StatusOK || a.Data["read"] != c.want {
				t.Errorf("%d %.200s", a.Code, a.Body)
			}
		})
	}
}

func TestUploadRefuses(t *testing.T) {
	r := newRig(t, func(c *server.Config) { c.MaxUpload = 1 << 20 })
	one := []string{"0=text"}
	for name, c := range map[string]struct {
		fields, files []string
		status        int
	}{
		"no fields":                     {nil, nil, 400},
		"no map":                        {[]string{readFile}, one, 400},
		"operations that are no JSON":   {[]string{"operations={", `map={"0": ["variables.file"]}`}, one, 400},
		"a batch":                       {[]string{"operations=[{}]", `map={"0": ["0.variables.file"]}`}, one, 400},
		"a map that is no JSON":         {[]string{readFile, "map={"}, one, 400},
		"a map that is a list":          {[]string{readFile, "map=[]"}, one, 400},
		"a path that is no text":        {[]string{readFile, `map={"0": [1]}`}, one, 400},
		"a path that is no list":        {[]string{readFile, `map={"0": "variables.file"}`}, one, 400},
		"a file without a path":         {[]string{readFile, `map={"0": []}`}, one, 400},
		"a file outside of the map":     {[]string{readFile, `map={}`}, one, 400},
		"a path without a file":         {[]string{readFile, `map={"0": ["variables.file"]}`}, nil, 400},
		"one name for two files":        {[]string{readFile, `map={"0": ["variables.file"]}`}, []string{"0=a", "0=b"}, 400},
		"a place taken twice":           {[]string{readFile, `map={"0": ["variables.file", "variables.file"]}`}, one, 400},
		"a variable that is not there":  {[]string{readFile, `map={"0": ["variables.other"]}`}, one, 400},
		"below a variable that is null": {[]string{readFile, `map={"0": ["variables.file.0"]}`}, one, 400},
		"outside of the variables":      {[]string{readFile, `map={"0": ["query"]}`}, one, 400},
		"the variables themselves":      {[]string{readFile, `map={"0": ["variables"]}`}, one, 400},
		"an empty path":                 {[]string{readFile, `map={"0": [""]}`}, one, 400},
		"a blank segment":               {[]string{readFile, `map={"0": ["variables."]}`}, one, 400},
		"an index beyond the list":      {[]string{readFiles, `map={"0": ["variables.f.2"]}`}, one, 400},
		"an index below the list":       {[]string{readFiles, `map={"0": ["variables.f.-1"]}`}, one, 400},
		"an index that overflows":       {[]string{readFiles, `map={"0": ["variables.f.99999999999999999999"]}`}, one, 400},
		"a name for an index":           {[]string{readFiles, `map={"0": ["variables.f.first"]}`}, one, 400},
		"an index for a name":           {[]string{readFile, `map={"0": ["variables.0"]}`}, one, 400},
		"a value that is not null":      {[]string{readFiles, `map={"0": ["variables.d.note"]}`}, one, 400},
		"no variables":                  {[]string{`operations={"query": "{ say }"}`, `map={"0": ["variables.file"]}`}, one, 400},
		"too many places":               {[]string{readFile, `map={"0": [` + strings.Repeat(`"variables.file",`, 10000) + `""]}`}, one, 400},
	} {
		t.Run(name, func(t *testing.T) {
			if a := r.form(t, c.fields, c.files); a.Code != c.status || a.code() != "BAD_USER_INPUT" || a.HasData {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	t.Run("too large", func(t *testing.T) {
		a := r.form(t, []string{readFile, `map={"0": ["variables.file"]}`}, []string{"0=" + strings.Repeat("x", 1<<20)})
		if want := "The request has more than 1 MiB: split the file, each part with the header"; a.Code != 413 || a.code() != "BAD_USER_INPUT" || !strings.Contains(a.Body.String(), want) {
			t.Errorf("%d %s", a.Code, a.Body)
		}
	})
	t.Run("what no page had to ask for", func(t *testing.T) {
		a := r.send(t, http.MethodPost, "/graphql", "--x--", "Content-Type: multipart/form-data; boundary=x")
		if a.Code != http.StatusBadRequest || !strings.Contains(a.Body.String(), "GraphQL-Require-Preflight") {
			t.Errorf("%d %s", a.Code, a.Body)
		}
	})
	for name, c := range map[string][2]string{
		"no boundary":    {"multipart/form-data", "--x--"},
		"a cut off body": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{"},
		"many parts":     {"multipart/form-data; boundary=x", strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n", 2000) + "--x--"},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, http.MethodPost, "/graphql", c[1], "Content-Type: "+c[0], "Apollo-Require-Preflight: 1")
			if a.Code != http.StatusBadRequest && a.Code != http.StatusRequestEntityTooLarge || a.code() != "BAD_USER_INPUT" {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
}
