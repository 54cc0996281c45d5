package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
)

var (
	errMediaType = refused(http.StatusUnsupportedMediaType, problem.BadUserInput,
		"The body must be application/json, or multipart/form-data with files, in UTF-8 and not compressed.")
	errBatch   = malformed("One operation per request: an array of operations is not taken.")
	errNoQuery = malformed("The request has no query.")
	errUTF8    = malformed("The request is not UTF-8.")
)

func malformed(format string, args ...any) error {
	return refused(http.StatusBadRequest, problem.BadUserInput, format, args...)
}

// hasBody tells whether a POST carries a plain UTF-8 body of the media type.
func hasBody(r *http.Request, media string) bool {
	name, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	encoding := strings.ToLower(r.Header.Get("Content-Encoding"))
	return r.Method == http.MethodPost && err == nil && name == media &&
		(charset == "" || charset == "utf-8" || charset == "utf8") && (encoding == "" || encoding == "identity")
}

// readBody is the whole body, refused with 413 beyond the limit.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	return body, readFault(err)
}

// readFault tells a body that is too large from one that does not arrive.
func readFault(err error) error {
	if err == nil {
		return nil
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return refused(http.StatusRequestEntityTooLarge, problem.BadUserInput, "The body has more than %d bytes.", tooLarge.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return refused(http.StatusRequestTimeout, problem.BadUserInput, "The body took too long to arrive.")
	}
	return malformed("The body cannot be read to its end.")
}

// readParams reads a GraphQL request as JSON.
func readParams(text []byte) (*graphql.RawParams, error) {
	if first := bytes.TrimLeft(text, " \t\r\n"); len(first) > 0 && first[0] == '[' {
		return nil, errBatch
	}
	params := &graphql.RawParams{}
	if err := readJSON(text, params, "the request"); err != nil {
		return nil, err
	}
	return params, checkParams(params)
}

// checkParams refuses a request without a document that names no stored one either.
func checkParams(params *graphql.RawParams) error {
	if params.Query == "" && params.Extensions["persistedQuery"] == nil {
		return errNoQuery
	}
	return nil
}

// readJSON reads one JSON value, whole and in UTF-8; numbers keep their digits.
func readJSON(text []byte, into any, name string) error {
	if !utf8.Valid(text) {
		return errUTF8
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(into)
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if kind.Field != "" {
			name = kind.Field
		}
		return malformed("%s must not be of type %s.", name, kind.Value)
	}
	if err != nil {
		return malformed("%s is no JSON object.", name)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return malformed("%s has more than one JSON value.", name)
	}
	return nil
}
