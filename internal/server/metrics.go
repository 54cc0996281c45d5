package server

import (
	"database/sql"
	"errors"
	"net/http"
	"strconv"

	"github.com/felixge/httpsnoop"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type metrics struct {
	handler    http.Handler
	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	operations *prometheus.CounterVec
	limited    *prometheus.CounterVec
}

func newMetrics(registry *prometheus.Registry, pools map[string]*sql.DB) (*metrics, error) {
	m := &metrics{
		handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "canopy_http_requests_total", Help: "HTTP requests by transport and status.",
		}, []string{"transport", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "canopy_http_request_duration_seconds", Help: "How long requests took, by transport.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"transport"}),
		operations: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "canopy_graphql_operations_total", Help: "GraphQL operations by type and the code of their first error, OK without one.",
		}, []string{"type", "code"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "canopy_rate_limited_total", Help: "Requests refused because a user, an API key or a network sent too many.",
		}, []string{"by"}),
	}
	all := []prometheus.Collector{
		m.requests, m.durations, m.operations, m.limited,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	for name, db := range pools {
		all = append(all, collectors.NewDBStatsCollector(db, name))
	}
	var errs []error
	for _, c := range all {
		errs = append(errs, registry.Register(c))
	}
	return m, errors.Join(errs...)
}

func (m *metrics) count(x *exchange, seen httpsnoop.Metrics) {
	m.requests.WithLabelValues(x.transport, strconv.Itoa(seen.Code)).Inc()
	m.durations.WithLabelValues(x.transport).Observe(seen.Duration.Seconds())
	if x.kind != "" {
		m.operations.WithLabelValues(x.kind, x.code).Inc()
	}
}
