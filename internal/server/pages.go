package server

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
)

//go:embed pages
var pageFiles embed.FS

var (
	style = func() string {
		css, err := pageFiles.ReadFile("pages/style.css")
		if err != nil {
			panic(err) // it is embedded
		}
		return string(css)
	}()
	pages = template.Must(template.New("").Funcs(template.FuncMap{
		"style":   func() template.CSS { return template.CSS(style) },
		"lines":   lines,
		"english": func(title string) formPage { return formPage{words: english, step: step{Title: title}} }, // a page in no other language
	}).ParseFS(pageFiles, "pages/*.html"))

	// formPolicy allows a page its one style, and forms to this server.
	formPolicy = func() string {
		hash := sha256.Sum256([]byte(style))
		return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
			"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	}()
)

// page answers with one of the pages, which work without scripts.
func (s *Server) page(w http.ResponseWriter, status int, name string, data any) {
	h := w.Header()
	h.Set("Content-Security-Policy", formPolicy)
	h.Set("Referrer-Policy", "same-origin") // with no-referrer browsers keep the origin of a form to themselves, and sameOrigin needs it
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	_ = pages.ExecuteTemplate(w, name, data) // or the reader is gone
}

// textLine is a line of a mail; a link is a line of its own.
type textLine struct {
	Text string
	Link bool
}

func lines(text string) []textLine {
	var list []textLine
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		list = append(list, textLine{line, strings.HasPrefix(line, "http://") || strings.HasPrefix(line, "https://")})
	}
	return list
}
