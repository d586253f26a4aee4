package main

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/VictoriaMetrics/metricsql"
	"github.com/goccy/go-yaml"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/store/pgstore"
)

// scrape returns what /metrics serves.
func scrape(w *wired) string {
	w.t.Helper()
	answer := httptest.NewRecorder()
	metrics(w.in.engine, func() inspect.Storage { return storage(w.in.store) }).ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	if answer.Code != 200 {
		w.t.Fatalf("/metrics: %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// scrapeNode returns what /metrics of a cluster's process serves, beside that of engines.
func scrapeNode() string {
	answer := httptest.NewRecorder()
	(&node{server: &pgstore.Server{}, transport: &jetstream.Transport{}}).metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}

func TestCommunityMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann, bob := person(7, "Ann"), person(8, "Bob")
		w := newWired(t, faketelegram.Options{}, "", ann, bob)
		defer w.stop()
		settle := func() {
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		w.tg.Say(ann, w.group, "good morning")
		w.tg.Say(bob, w.group, "and to you")
		settle()
		time.Sleep(24 * time.Hour)
		w.tg.Say(ann, w.group, "another day")
		settle()
		text := scrape(w)
		for _, line := range []string{
			`steward_communities 1`,
			`steward_community_actions_today{action="messages",community="tea"} 1`,
			`steward_community_actions_today{action="check_ins",community="tea"} 0`,
			`steward_community_active_members{community="tea",days="1"} 1`,
			`steward_community_active_members{community="tea",days="7"} 2`,
			`steward_community_active_members{community="tea",days="28"} 2`,
		} {
			if !strings.Contains(text, line+"\n") {
				t.Errorf("not served: %s", line)
			}
		}
	})
}

// TestMonitoringFiles loads the files for Prometheus and Grafana: each expression is valid, and
// asks for what is served, with labels that it has.
func TestMonitoringFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWired(t, faketelegram.Options{}, "", person(7, "Ann"))
		defer w.stop()
		served := map[string]string{} // labels by name
		for _, m := range regexp.MustCompile(`(?m)^(\w+)({.*})? `).FindAllStringSubmatch(scrape(w)+scrapeNode(), -1) {
			served[m[1]] += m[2]
		}
		check := func(where, text string) {
			text = strings.NewReplacer("$community", "tea").Replace(text)
			expr, err := metricsql.Parse(text)
			if err != nil {
				t.Errorf("%s: %s: %v", where, text, err)
				return
			}
			metricsql.VisitAll(expr, func(e metricsql.Expr) {
				m, ok := e.(*metricsql.MetricExpr)
				if !ok {
					return
				}
				for _, alternative := range m.LabelFilterss {
					name := ""
					for _, f := range alternative {
						if f.Label == "__name__" {
							name = f.Value
						} else if !strings.Contains(served[name], f.Label+`="`) {
							t.Errorf("%s: %s has no label %s", where, name, f.Label)
						}
					}
					if _, ok := served[name]; !ok {
						t.Errorf("%s: %q is not served", where, name)
					}
				}
			})
		}
		checkAlerts(t, check)
		checkDashboard(t, check)
	})
}

func checkAlerts(t *testing.T, check func(where, expr string)) {
	b, err := os.ReadFile("../../deploy/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(b, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || seen[r.Alert] || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("%+v: no name of its own, severity, summary or description", r)
			}
			seen[r.Alert] = true
			if r.For != "" {
				if _, err := metricsql.DurationValue(r.For, 0); err != nil {
					t.Errorf("%s: for: %v", r.Alert, err)
				}
			}
			check(r.Alert, r.Expr)
		}
	}
	if len(seen) == 0 {
		t.Error("no alerts")
	}
}

func checkDashboard(t *testing.T, check func(where, expr string)) {
	b, err := os.ReadFile("../../deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title, UID string
		Panels     []struct {
			ID          int
			Type, Title string
			GridPos     struct{ X, Y, W, H int }
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(b, &board); err != nil {
		t.Fatal(err)
	}
	ids, charts := map[int]bool{}, 0
	for i, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d %q: no id of its own, no title, or too wide", p.ID, p.Title)
		}
		ids[p.ID] = true
		for _, q := range board.Panels[:i] {
			a, b := p.GridPos, q.GridPos
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("panel %q covers %q", p.Title, q.Title)
			}
		}
		for _, target := range p.Targets {
			charts++
			check(p.Title, target.Expr)
		}
	}
	if board.Title == "" || board.UID == "" || charts == 0 {
		t.Errorf("%q (%s): no title, no id or no charts", board.Title, board.UID)
	}
}
