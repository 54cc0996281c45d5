package canopytest

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Events are the server-sent events of an answer, as they come, each whole: its name and its data of one line. Comments are left out.
func Events(body io.Reader) iter.Seq2[string, string] {
	return func(yield func(event, data string) bool) {
		lines := bufio.NewScanner(body)
		lines.Buffer(nil, 16<<20)
		var event, data string
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ":")
			switch value = strings.TrimPrefix(value, " "); {
			case field == "event":
				event = value
			case field == "data":
				data = value
			case lines.Text() == "" && event != "":
				if !yield(event, data) {
					return
				}
				event, data = "", ""
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
