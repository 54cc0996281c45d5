package server

import (
	"context"
	"errors"
	"net/http"

	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// What the caches hold at most: a document at all limits takes a third of a megabyte parsed, 64 KiB as text.
const (
	cachedDocuments = 128
	persistedTexts  = 128
)

// maxErrors is how many errors of a document are told.
const maxErrors = 100

// graphql is /graphql: the first transport that takes the request. The executor is gqlgen's; its
// handler.Server around it would add answers without a code and a media type.
func (s *Server) graphql() http.Handler {
	exec := executor.New(s.cfg.Schema)
	exec.SetQueryCache(lru.New[*ast.QueryDocument](cachedDocuments))
	exec.SetParserTokenLimit(s.cfg.MaxTokens)
	exec.SetErrorPresenter(s.cfg.Presenter)
	exec.SetRecoverFunc(s.cfg.Recover)
	exec.Use(documentLimit(s.cfg.MaxDocument)) // before APQ, so that nothing longer is kept
	exec.Use(extension.AutomaticPersistedQuery{Cache: lru.New[string](persistedTexts)})
	exec.Use(&strictVariables{})
	exec.Use(&introspection{on: s.cfg.Introspection})
	for _, e := range s.cfg.Extensions {
		exec.Use(e)
	}
	transports := []graphql.Transport{websockets{s}, sse{s}, get{s}, post{s}, upload{s}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(graphql.StartOperationTrace(r.Context()))
		for _, t := range transports {
			if t.Supports(r) {
				t.Do(w, r, exec)
				return
			}
		}
		if r.Method != http.MethodPost {
			s.refuseMethod(w, r, http.MethodGet, http.MethodPost)
			return
		}
		s.refuse(w, r, errMediaType)
	})
}

// execute runs one operation and answers it; only says which operations the transport may carry.
func (s *Server) execute(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, params *graphql.RawParams, only ...ast.Operation) {
	media, ok := negotiate(r)
	if !ok {
		s.refuse(w, r, refused(http.StatusNotAcceptable, problem.BadUserInput, "Answers are %s or %s, and the Accept header takes neither.", mediaGraphQL, mediaJSON))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.cfg.RequestTimeout)
	defer cancel()
	op, errs := exec.CreateOperationContext(ctx, params)
	exchangeOf(ctx).note(op)
	if err := viewer.FromContext(ctx).Lost(); err != nil {
		s.refuse(w, r, err)
		return
	}
	if len(errs) > 0 {
		resp := exec.DispatchError(graphql.WithOperationContext(ctx, op), callersFaults(errs))
		s.write(w, r, media, requestErrorStatus(media, resp.Errors), resp)
		return
	}
	s.charge(ctx, op)
	if len(only) > 0 && op.Operation.Operation != only[0] {
		s.refuseMethod(w, r, http.MethodPost)
		return
	}
	if op.Operation.Operation == ast.Subscription {
		if !takesEvents(r) {
			s.refuse(w, r, errSubscription)
			return
		}
		s.events(w, func(to receiver) error { return s.perform(r.Context(), exec, op, to) })
		return
	}
	resp, err := s.run(ctx, exec, op)
	switch {
	case r.Context().Err() != nil:
		w.WriteHeader(statusGone)
	case err != nil:
		s.refuse(w, r, err)
	case resp.Data == nil:
		s.write(w, r, media, requestErrorStatus(media, resp.Errors), resp)
	default:
		s.write(w, r, media, http.StatusOK, resp)
	}
}

var errSubscription = refused(http.StatusNotAcceptable, problem.BadUserInput,
	"A subscription is answered as "+mediaEvents+", which the Accept header is to take, or over a websocket of the protocol "+subprotocol+".")

// run runs an operation of one answer. What comes in place of one is an error.
func (s *Server) run(ctx context.Context, exec graphql.GraphExecutor, op *graphql.OperationContext) (*graphql.Response, error) {
	responses, ctx := exec.DispatchOperation(ctx, op)
	resp := responses(ctx)
	if resp == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, refused(http.StatusServiceUnavailable, problem.CostLimit, "The operation took longer than %v and was stopped.", s.cfg.RequestTimeout)
	}
	return resp, viewer.FromContext(ctx).Lost()
}

// statusGone is for the log: the caller left before the answer.
const statusGone = 499

// callersFaults are the first errors of a document. Those of the persisted queries come without a code.
func callersFaults(errs gqlerror.List) gqlerror.List {
	errs = errs[:min(len(errs), maxErrors)]
	for _, err := range errs {
		if err.Extensions["code"] == nil && err.Err == nil {
			errcode.Set(err, errcode.ValidationFailed)
		}
	}
	return errs
}

// requestErrorStatus is the status of an answer without data. GraphQL over HTTP: application/json says 200 to
// every well-formed request, application/graphql-response+json 4xx; who may not ask is told so in both.
func requestErrorStatus(media string, errs gqlerror.List) int {
	for _, err := range errs {
		switch code, _ := err.Extensions["code"].(problem.Code); code {
		case problem.Unauthenticated, problem.Forbidden, problem.RateLimited, problem.Unavailable, problem.Internal:
			return statuses[code]
		}
	}
	if media == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// documentLimit refuses documents of more bytes.
type documentLimit int

func (documentLimit) ExtensionName() string { return "DocumentLimit" }

func (documentLimit) Validate(graphql.ExecutableSchema) error { return nil }

func (limit documentLimit) MutateOperationParameters(_ context.Context, params *graphql.RawParams) *gqlerror.Error {
	if len(params.Query) <= int(limit) {
		return nil
	}
	return judged(problem.BadUserInput, "a document has at most %d bytes; this one has %d: put values into variables", int(limit), len(params.Query))
}
