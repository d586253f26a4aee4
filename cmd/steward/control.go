package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/feature/imports"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// The control socket gives the command line access to a running instance: HTTP over a Unix
// socket next to the store, for the same user only; next to a file in the working directory if
// the store is in a database.

// controlProtocol changes when an older program would misunderstand a newer one.
const controlProtocol = "2"

const (
	protocolHeader = "Steward-Control"
	languageHeader = "Accept-Language" // the client's, one of phrase.Languages
)

// control serves the socket.
type control struct {
	in *instance
	ln net.Listener
}

// listenControl opens the socket. This process holds the store's lock, so an existing socket
// was left by one that crashed.
func listenControl(in *instance) (*control, error) {
	beside, err := besideSocket(in.url)
	if err != nil {
		return nil, err
	}
	path, err := socketPath(beside)
	if err != nil {
		return nil, phrase.New("control.socket", err)
	}
	ln, err := listenSocket(path)
	if err != nil {
		return nil, phrase.New("control.socket", err)
	}
	return &control{in, ln}, nil
}

func (c *control) serve(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ask", c.ask)
	mux.HandleFunc("POST /do", c.do)
	mux.HandleFunc("POST /status", c.status)
	mux.HandleFunc("POST /communities", c.communities)
	srv := &http.Server{
		Handler: c.checked(mux), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = srv.Shutdown(last)
		_ = srv.Close()
	})
	defer stop()
	if err := srv.Serve(c.ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// checked refuses clients with another protocol version.
func (c *control) checked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(protocolHeader, controlProtocol)
		if r.Header.Get(protocolHeader) != controlProtocol {
			refuse(w, r, phrase.New("control.other_version", version), http.StatusConflict)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse answers with an error in the client's language.
func refuse(w http.ResponseWriter, r *http.Request, err error, status int) {
	http.Error(w, phrase.In(r.Header.Get(languageHeader), err), status)
}

// frame is one line of an answer.
type frame struct {
	Row      json.RawMessage `json:"row,omitempty"`
	Progress int             `json:"progress,omitempty"`
	Error    string          `json:"error,omitempty"`
	End      bool            `json:"end,omitempty"`
}

// ask answers a query from one snapshot. The rows go to a temporary file first, so that a
// slow client does not keep the snapshot open.
func (c *control) ask(w http.ResponseWriter, r *http.Request) {
	var q inspect.Query
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&q); err != nil {
		refuse(w, r, err, http.StatusBadRequest)
		return
	}
	rows, err := spool()
	if err != nil {
		refuse(w, r, err, http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	out := json.NewEncoder(w)
	if err := c.gather(r, q, rows, w, out); err != nil {
		_ = out.Encode(frame{Error: phrase.In(r.Header.Get(languageHeader), err)})
		return
	}
	if _, err := io.Copy(w, rows); err == nil {
		_ = out.Encode(frame{End: true})
	}
}

// spool returns a temporary file without a name.
func spool() (*os.File, error) {
	f, err := os.CreateTemp("", "steward-answer-*")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}

// gather writes the rows to the file and reports progress to the client.
func (c *control) gather(r *http.Request, q inspect.Query, rows *os.File, w http.ResponseWriter, out *json.Encoder) error {
	progress, done := make(chan int, 1), make(chan error, 1)
	go func() {
		buffered := bufio.NewWriter(rows)
		lines := json.NewEncoder(buffered)
		err := c.in.engine.View(func(snapshot store.Reader) error {
			from := source(snapshot, c.in.engine.Communities(), c.in.engine.Now())
			from.Communities, from.Progress = c.known(), func(n int) {
				select {
				case progress <- n:
				default:
				}
			}
			return q.Answer(from, func(v any) error { return encodeRow(lines, q.Lang, v) })
		})
		done <- errors.Join(err, buffered.Flush())
	}()
	for {
		select {
		case n := <-progress:
			_ = out.Encode(frame{Progress: n})
			_ = http.NewResponseController(w).Flush()
		case err := <-done:
			_, seekErr := rows.Seek(0, io.SeekStart)
			return errors.Join(err, seekErr)
		}
	}
}

// known returns the ids of the configured communities.
func (c *control) known() (ids []string) {
	for _, com := range c.in.engine.Communities() {
		ids = append(ids, com.ID)
	}
	return ids
}

func encodeRow(lines *json.Encoder, lang string, v any) error {
	b, err := encode(lang, v)
	if err != nil {
		return err
	}
	return lines.Encode(frame{Row: b})
}

// act is a request to the running instance.
type act struct {
	What string `json:"what"`
	Ref  uint64 `json:"ref,omitempty"`
	Key  []byte `json:"key,omitempty"`
	Path string `json:"path,omitempty"`

	Community string `json:"community,omitempty"`
	Member    string `json:"member,omitempty"` // number, or account

	Data json.RawMessage `json:"data,omitempty"` // an imports.Chunk, []imports.Purchase, shop.Codes or desk.Change
}

func (c *control) do(w http.ResponseWriter, r *http.Request) {
	var a act
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&a); err != nil {
		refuse(w, r, err, http.StatusBadRequest)
		return
	}
	if err := c.perform(r.Context(), a); err != nil {
		refuse(w, r, err, http.StatusUnprocessableEntity)
	}
}

func (c *control) perform(ctx context.Context, a act) error {
	switch a.What {
	case "outbox retry":
		return c.in.engine.RetryLine(bot.Ref(a.Ref))
	case "outbox drop row":
		return c.in.engine.DropRow(ctx, a.Key)
	case "outbox drop":
		return c.in.engine.DropLine(ctx, bot.Ref(a.Ref))
	case "events retry":
		return c.in.engine.RetryEvent(ctx, a.Ref)
	case "forget":
		return c.in.forget(ctx, a)
	case "import":
		return c.in.engine.Fire(ctx, a.Community, imports.Name, imports.TimerPay, a.Data)
	case "purchases":
		return c.in.engine.Fire(ctx, a.Community, imports.Name, imports.TimerBuy, a.Data)
	case "codes":
		return c.in.engine.Fire(ctx, a.Community, shop.Name, shop.TimerCodes, a.Data)
	case "dashboard":
		return c.in.engine.Fire(ctx, a.Community, desk.Feature, desk.TimerLink, a.Data)
	case "ready":
		return errors.Join(notReady(c.in.engine)...)
	case "backup":
		return backUp(c.in.store, a.Path)
	}
	return phrase.New("control.unknown_act", a.What)
}

// maxEdit bounds what is changed at once, in bytes.
const maxEdit = 256 << 20

// communities changes those that are kept in the store. It ends even if the client goes away.
func (c *control) communities(w http.ResponseWriter, r *http.Request) {
	var x edit
	if err := json.NewDecoder(io.LimitReader(r.Body, maxEdit)).Decode(&x); err != nil {
		refuse(w, r, err, http.StatusBadRequest)
		return
	}
	done, err := c.in.hosted.change(context.WithoutCancel(r.Context()), x, c.in.engine.Now(), r.Header.Get(languageHeader))
	if err != nil {
		refuse(w, r, err, http.StatusUnprocessableEntity)
		return
	}
	_ = json.NewEncoder(w).Encode(done)
}
