package canopytest

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Events are the server-sent events of an answer, as they come: the name and the data of each. Comments are left out.
func Events(body io.Reader) iter.Seq2[string, string] {
	return func(yield func(event, data string) bool) {
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, 16<<20)
		event := ""
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ":")
			switch value = strings.TrimPrefix(value, " "); field {
			case "event":
				event = value
			case "data":
				if !yield(event, value) {
					return
				}
			}
		}
	}
}

// Running is how many subscriptions run in the process of the metrics.
func Running(metrics prometheus.Gatherer) int {
	families, err := metrics.Gather()
	if err != nil {
		panic(err)
	}
	for _, f := range families {
		if f.GetName() == "canopy_subscriptions" {
			return int(f.GetMetric()[0].GetGauge().GetValue())
		}
	}
	panic("no metric canopy_subscriptions")
}
