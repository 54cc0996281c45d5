package server

import (
	"errors"
	"math"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// preflightHeaders: a page of another origin can send none of these without asking first (a preflight), while
// a plain form may send multipart/form-data along with the reader's cookie. One of them is demanded.
var preflightHeaders = []string{"GraphQL-Require-Preflight", "X-Canopy-Upload", "Apollo-Require-Preflight", "X-Apollo-Operation-Name", "X-Requested-With"}

const (
	memoryOfUploads = 1 << 20 // more lies in temporary files until the request ends
	maxUploadPlaces = 100     // variables that files are put into
)

// upload carries any operation with files: the GraphQL multipart request specification.
type upload struct{ *Server }

func (upload) Supports(r *http.Request) bool { return hasBody(r, "multipart/form-data") }

func (t upload) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	exchangeOf(r.Context()).transport = "multipart"
	start := graphql.Now()
	if !preflighted(r) {
		t.refuse(w, r, malformed("A multipart request needs the header %s with any value, so that no other page can send it unasked.", preflightHeaders[0]))
		return
	}
	if viewer.FromContext(r.Context()).Known() { // nobody else holds a connection that long
		connection, now := http.NewResponseController(w), time.Now()
		_ = connection.SetReadDeadline(now.Add(10 * t.cfg.ReadTimeout)) // not every connection has deadlines
		_ = connection.SetWriteDeadline(now.Add(10*t.cfg.ReadTimeout + t.cfg.WriteTimeout))
	}
	r.Body = http.MaxBytesReader(w, r.Body, t.cfg.MaxUpload)
	if err := r.ParseMultipartForm(memoryOfUploads); err != nil {
		t.refuse(w, r, formFault(err))
		return
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files; nobody waits for it
	params, files, err := formParams(r.MultipartForm, t.cfg.MaxBody)
	defer func() {
		for _, f := range files {
			_ = f.Close() // read only
		}
	}()
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	t.execute(w, r, exec, params)
}

func preflighted(r *http.Request) bool {
	for _, name := range preflightHeaders {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

func formFault(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refused(http.StatusRequestEntityTooLarge, problem.BadUserInput, "The request has more than %v MiB: split the file, each part with the header. "+
			"Of files of people, importUsers takes the largest.", math.Round(float64(tooLarge.Limit)/(1<<20)*100)/100)
	}
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return refused(http.StatusRequestEntityTooLarge, problem.BadUserInput, "The form's fields or parts are too many or too large.")
	}
	return malformed("The body is no well-formed multipart/form-data.")
}

// formParams reads the fields operations and map, and puts each file where the map says.
func formParams(form *multipart.Form, limit int64) (*graphql.RawParams, []multipart.File, error) {
	operations := strings.Join(form.Value["operations"], "")
	if int64(len(operations)) > limit {
		return nil, nil, refused(http.StatusRequestEntityTooLarge, problem.BadUserInput, "The field operations has more than %d bytes.", limit)
	}
	params, err := readParams([]byte(operations))
	if err != nil {
		return nil, nil, err
	}
	places := map[string][]string{}
	if err := readJSON([]byte(strings.Join(form.Value["map"], "")), &places, "the field map"); err != nil {
		return nil, nil, err
	}
	files, err := placeFiles(params, places, form.File)
	return params, files, err
}

// placeFiles puts the files into the variables. The files that it opened come back with an error too.
func placeFiles(params *graphql.RawParams, places map[string][]string, parts map[string][]*multipart.FileHeader) ([]multipart.File, error) {
	var files []multipart.File
	for name := range parts {
		if len(places[name]) == 0 {
			return files, malformed("The map says nothing about the file %q.", name)
		}
	}
	for name, paths := range places {
		if len(parts[name]) != 1 {
			return files, malformed("The map names %q, which must come as one file.", name)
		}
		for _, path := range paths {
			if len(files) == maxUploadPlaces {
				return files, malformed("Files go into at most %d variables.", maxUploadPlaces)
			}
			part := parts[name][0]
			file, err := part.Open()
			if err != nil {
				return files, err
			}
			files = append(files, file)
			sent := graphql.Upload{File: file, Filename: part.Filename, Size: part.Size, ContentType: part.Header.Get("Content-Type")}
			if !place(map[string]any{"variables": params.Variables}, strings.Split(path, "."), sent) {
				return files, malformed("The map puts %q into %q, which must be a variable that is null.", name, path)
			}
		}
	}
	return files, nil
}

// place puts a file where path leads inside maps and lists; only a null that is there already gives way.
func place(into any, path []string, file graphql.Upload) bool {
	var next any
	var put func()
	switch into := into.(type) {
	case map[string]any:
		value, ok := into[path[0]]
		if !ok {
			return false
		}
		next, put = value, func() { into[path[0]] = file }
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(into) {
			return false
		}
		next, put = into[i], func() { into[i] = file }
	default:
		return false
	}
	if len(path) > 1 {
		return place(next, path[1:], file)
	}
	if next != nil {
		return false
	}
	put()
	return true
}
