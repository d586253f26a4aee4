package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

type statusCmd struct{ target }

// status is how an instance is, as the desk's health page shows it.
type status struct {
	Running   bool             `json:"running"`
	Process   string           `json:"process,omitempty"` // that has the database, if it can't be asked from here
	NotReady  []string         `json:"not_ready,omitempty"`
	Platforms []platformStatus `json:"platforms,omitempty"`
	Waiting   int              `json:"waiting"`           // lines of the outbox
	Failed    int              `json:"failed_deliveries"` // in 7 days
	Storage   inspect.Storage  `json:"storage"`
}

// platformStatus is how the connection to one is; spans in seconds.
type platformStatus struct {
	engine.Link
	Offline string  `json:"offline,omitempty"`
	Late    float64 `json:"late_on_arrival"`
	After   float64 `json:"arrival_to_durable"`
}

// of adds what the store says.
func (s *status) of(r store.Reader, now time.Time) error {
	failed, err := inspect.FailedSince(r, now.Add(-inspect.FailedFor), inspect.MostLooked)
	s.Failed += len(failed)
	return err
}

// status answers the command of that name.
func (c *control) status(w http.ResponseWriter, r *http.Request) {
	e, lang := c.in.engine, r.Header.Get(languageHeader)
	s := status{Running: true, Storage: storage(c.in.store)}
	for _, line := range e.NotReady() {
		s.NotReady = append(s.NotReady, line.In(lang))
	}
	for _, l := range e.Links() {
		s.Platforms = append(s.Platforms, platformStatus{l, l.Offline.In(lang), l.Late.Seconds(), l.After.Seconds()})
	}
	_, s.Waiting = e.Stats()
	if err := e.View(func(r store.Reader) error { return s.of(r, e.Now()) }); err != nil {
		refuse(w, r, err, http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(s)
}

// Run prints how the running instance is, or the store if none runs.
func (c *statusCmd) Run(e *env) error {
	url, f, _, err := c.look()
	if err != nil {
		return err
	}
	var s status
	if settings := clusterOf(f); settings != nil {
		if s, err = statusOfCluster(e, settings, url); err != nil {
			return err
		}
		return c.print(e, &s)
	}
	running, err := dial(url, e.lang)
	switch {
	case err == nil:
		resp, err := running.post(e.ctx, "/status", struct{}{})
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
			return err
		}
	case errors.Is(err, errNoInstance):
		if s, err = offlineStatus(url); err != nil {
			return err
		}
	default:
		return err
	}
	return c.print(e, &s)
}

func (c *statusCmd) print(e *env, s *status) error {
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(s)
	}
	return s.tell(e)
}

// offlineStatus reads the store.
func offlineStatus(url string) (s status, err error) {
	file, err := openCurrent(url, store.Options{ReadOnly: true})
	if err != nil {
		return s, err
	}
	s.Storage = storage(file)
	if shared, unable := store.As[store.Shared](file); unable == nil {
		s.Process, err = shared.Writer()
		s.Running = s.Process != ""
	}
	return s, errors.Join(err, s.add(file), file.Close())
}

// add counts what a store holds besides.
func (s *status) add(from store.Store) error {
	return from.View(func(r store.Reader) error {
		err := engine.Outbox(r, func(engine.Act) error { s.Waiting++; return nil })
		return errors.Join(err, s.of(r, time.Now()))
	})
}

// tell prints it for people.
func (s *status) tell(e *env) error {
	lines := []*phrase.Phrase{phrase.New("status.stopped")}
	switch {
	case s.Process != "":
		lines[0] = phrase.New("status.elsewhere", s.Process)
	case s.Running && len(s.NotReady) == 0:
		lines[0] = phrase.New("status.ready")
	case s.Running:
		lines[0] = phrase.New("status.not_ready")
	}
	for _, why := range s.NotReady {
		lines = append(lines, phrase.New("status.why", why))
	}
	for _, p := range s.Platforms {
		if p.Shards > 1 && p.Offline == "" {
			lines = append(lines, phrase.New("status.shards", p.Platform, p.Shards))
		}
		if p.Offline == "" && !p.Stored.IsZero() {
			lines = append(lines, phrase.New("status.platform", p.Platform, p.Stored.Local().Format(time.DateTime), fmt.Sprintf("%.1f", p.Late), fmt.Sprintf("%.2f", p.After)))
		} else if p.Offline == "" {
			lines = append(lines, phrase.New("status.silent", p.Platform))
		}
	}
	lines = append(lines, phrase.New("status.waiting", s.Waiting), phrase.New("status.failed", s.Failed))
	if st := s.Storage; st.Bytes > 0 {
		lines = append(lines, phrase.New("status.store", inspect.Size(st.Bytes)))
		if st.Volume > 0 {
			lines = append(lines, phrase.New("status.disk", inspect.Size(st.Free), inspect.Size(st.Volume)))
		}
		if st.Backup.IsZero() {
			lines = append(lines, phrase.New("status.no_backup"))
		} else {
			lines = append(lines, phrase.New("status.backup", st.Backup.Local().Format(time.DateTime)))
		}
	}
	for _, l := range lines {
		if _, err := fmt.Fprintln(e.stdout, l.In(e.lang)); err != nil {
			return err
		}
	}
	return nil
}
