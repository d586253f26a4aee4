package relay_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/adapters/web/relay"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	partition = 3
	patience  = 10 * time.Second
)

var silent = slog.New(slog.DiscardHandler)

// lossy is a transport that loses answers.
type lossy struct {
	cluster.Transport
	lose func(subject string) bool
}

func (l lossy) Ask(ctx context.Context, subject string, request []byte) ([]byte, error) {
	b, err := l.Transport.Ask(ctx, subject, request)
	if err == nil && l.lose != nil && l.lose(subject) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return b, err
}

// world is a process with a partition, and another that hands requests over.
type world struct {
	*testing.T
	lossy
}

// test runs a test whose time is not real.
func test(t *testing.T, fn func(w *world)) {
	synctest.Test(t, func(t *testing.T) { fn(&world{t, lossy{Transport: clustertest.New()}}) })
}

// serve has a handler answer for the partition until stop.
func (w *world) serve(h http.HandlerFunc) (stop func()) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	ended := make(chan error, 1)
	go func() { ended <- relay.Serve(ctx, w.Transport, partition, h, silent) }()
	synctest.Wait()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			w.Error(err)
		}
	}
}

// ask has a request handed over. The error is why it wasn't answered, or that its answer was cut off.
func (w *world) ask(r *http.Request) (*httptest.ResponseRecorder, error) {
	var failed error
	fail := func(_ http.ResponseWriter, _ *http.Request, err error) { failed = err }
	to := &relay.Relay{Transport: w.lossy, Patience: patience, Log: silent}
	out := httptest.NewRecorder()
	out.Header().Set("X-Both", "the first")
	func() {
		defer func() {
			if e := recover(); e != nil {
				failed = e.(error)
			}
		}()
		r = r.WithContext(context.WithValue(r.Context(), http.ServerContextKey, &http.Server{})) // what is cut off panics
		to.To(partition, fail).ServeHTTP(out, r)
	}()
	return out, failed
}

func request(method, path, body string) *http.Request {
	return httptest.NewRequest(method, path, strings.NewReader(body))
}

// TestWhole: a request arrives as it was sent, and so does its response.
func TestWhole(t *testing.T) {
	test(t, func(w *world) {
		var got *http.Request
		var body []byte
		stop := w.serve(func(w http.ResponseWriter, r *http.Request) {
			got = r
			body, _ = io.ReadAll(r.Body)
			w.Header().Set("X-Both", "the second")
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
			http.SetCookie(w, &http.Cookie{Name: "b", Value: "2"})
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprint(w, "tea")
		})
		defer stop()
		r := request("POST", "http://desk.example.org/c/tea/act?x=%2F&y=1", "a=1")
		r.RemoteAddr = "192.0.2.9:1234"
		r.Header.Set("Cookie", "session=secret")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		out, err := w.ask(r)
		if err != nil {
			t.Fatal(err)
		}
		if out.Code != http.StatusTeapot || out.Body.String() != "tea" || len(out.Result().Cookies()) != 2 || len(out.Header()["X-Both"]) != 1 || out.Header().Get("X-Both") != "the second" {
			t.Errorf("the response: %d %v %s", out.Code, out.Header(), out.Body)
		}
		if got.Method != "POST" || got.Host != "desk.example.org" || got.URL.RequestURI() != "/c/tea/act?x=%2F&y=1" || got.RemoteAddr != r.RemoteAddr || string(body) != "a=1" {
			t.Errorf("the request: %s %s %s from %s: %s", got.Method, got.Host, got.URL, got.RemoteAddr, body)
		}
		if h := got.Header; h.Get("Cookie") != "session=secret" || h.Get("Sec-Fetch-Site") != "cross-site" || h.Get("X-Forwarded-For") != "" {
			t.Errorf("its header: %v", h)
		}
	})
}

// TestLarge: a response of many parts is whole, in its order.
func TestLarge(t *testing.T) {
	test(t, func(w *world) {
		large := make([]byte, 3<<20+17)
		_, _ = rand.Read(large)
		defer w.serve(func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(large))
		})()
		defer w.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(large) })()
		for range 4 { // either may answer
			out, err := w.ask(request("GET", "/", ""))
			if err != nil || !bytes.Equal(out.Body.Bytes(), large) {
				t.Fatalf("%v; %d bytes of %d", err, out.Body.Len(), len(large))
			}
		}
		out, err := w.ask(request("HEAD", "/", ""))
		if err != nil || out.Body.Len() > 0 {
			t.Errorf("HEAD: %v; %d bytes", err, out.Body.Len())
		}
	})
}

// TestSlow: a page that takes longer than any answer may is waited for.
func TestSlow(t *testing.T) {
	test(t, func(w *world) {
		defer w.serve(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Minute)
			fmt.Fprint(w, "at last")
		})()
		if out, err := w.ask(request("POST", "/", "")); err != nil || out.Body.String() != "at last" {
			t.Errorf("%v %s", err, out.Body)
		}
	})
}

// TestNobody: a partition that nobody has is waited for, and not for good. No call is made twice.
func TestNobody(t *testing.T) {
	test(t, func(w *world) {
		for _, method := range []string{"GET", "POST"} {
			began := time.Now()
			if _, err := w.ask(request(method, "/", "")); !errors.Is(err, cluster.ErrNobody) || time.Since(began) > patience+time.Second {
				t.Errorf("%s without anybody: %v, after %s", method, err, time.Since(began))
			}
			var calls atomic.Int64
			stop := make(chan func(), 1)
			go func() {
				time.Sleep(patience / 2)
				stop <- w.serve(func(http.ResponseWriter, *http.Request) { calls.Add(1) })
			}()
			if out, err := w.ask(request(method, "/", "")); err != nil || out.Code != http.StatusOK || calls.Load() != 1 {
				t.Errorf("%s: %v, status %d, %d calls", method, err, out.Code, calls.Load())
			}
			(<-stop)()
		}
	})
}

// TestLostAnswer: what changes nothing is called again if its answer is lost. What may change something is not: the visitor
// learns that nobody knows.
func TestLostAnswer(t *testing.T) {
	test(t, func(w *world) {
		var calls atomic.Int64
		defer w.serve(func(w http.ResponseWriter, _ *http.Request) {
			calls.Add(1)
			fmt.Fprint(w, "done")
		})()
		for method, want := range map[string]int64{"GET": 2, "POST": 1} {
			lost := false
			calls.Store(0)
			w.lose = func(string) bool { defer func() { lost = true }(); return !lost }
			out, err := w.ask(request(method, "/", ""))
			if calls.Load() != want || (err == nil) != (method == "GET") {
				t.Errorf("%s: %d calls, %v, %s", method, calls.Load(), err, out.Body)
			}
		}
		// A part that is lost may not be missing in the middle.
		big := bytes.Repeat([]byte("0123456789"), 100_000)
		stop := w.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(big) })
		defer stop()
		for cut := 0; cut < 1; {
			n := 0
			w.lose = func(subject string) bool { n++; return n == 3 }
			out, err := w.ask(request("GET", "/", ""))
			if out.Body.String() == "done" {
				continue
			}
			if cut++; !errors.Is(err, http.ErrAbortHandler) || out.Body.Len() >= len(big) {
				t.Errorf("a lost part: %v, %d bytes", err, out.Body.Len())
			}
		}
	})
}

// TestGivenUp: when a partition is given up, streams end, other requests finish, and the next process answers.
func TestGivenUp(t *testing.T) {
	test(t, func(w *world) {
		stop := w.serve(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/live" {
				out := web.OpenStream(w, r)
				_ = out.Send("", "1", []byte("news"))
				select {
				case <-out.Closing():
				case <-r.Context().Done():
					t.Error("it was cut off")
				}
				return
			}
			time.Sleep(500 * time.Millisecond)
			fmt.Fprint(w, "finished")
		})
		answers := make(chan string, 2)
		for _, path := range []string{"/live", "/page"} {
			go func() {
				out, err := w.ask(request("GET", path, ""))
				answers <- fmt.Sprint(path, " ", err, " ", out.Body)
			}()
		}
		time.Sleep(100 * time.Millisecond)
		go stop()
		for range 2 {
			if got := <-answers; got != "/live <nil> id: 1\ndata: news\n\n" && got != "/page <nil> finished" {
				t.Errorf("%q", got)
			}
		}
		defer w.serve(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "next") })()
		if out, err := w.ask(request("POST", "/", "")); err != nil || out.Body.String() != "next" {
			t.Errorf("the next: %v %s", err, out.Body)
		}
	})
}

// TestVisitorLeaves: a handler learns at once that its visitor has left, and a while later that whoever asked is gone.
func TestVisitorLeaves(t *testing.T) {
	test(t, func(w *world) {
		left := make(chan time.Time, 1)
		defer w.serve(func(w http.ResponseWriter, r *http.Request) {
			_ = web.OpenStream(w, r).Send("", "", nil)
			<-r.Context().Done()
			left <- time.Now()
		})()
		ctx, cancel := context.WithCancel(w.Context())
		began := time.Now()
		time.AfterFunc(3*time.Second, cancel)
		_, _ = w.ask(request("GET", "/", "").WithContext(ctx))
		if after := (<-left).Sub(began); after > 4*time.Second {
			t.Errorf("it learns after %s", after)
		}
		began = time.Now()
		w.lose = func(string) bool { return true }
		_, _ = w.ask(request("POST", "/", ""))
		if after := (<-left).Sub(began); after > time.Minute {
			t.Errorf("nobody asks any more: it learns after %s", after)
		}
	})
}

// TestBroken: a handler that panics has an answer, once, or breaks off the one that it has begun, for the visitor as well.
func TestBroken(t *testing.T) {
	test(t, func(w *world) {
		var calls atomic.Int64
		defer w.serve(func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			w.Header().Set("Content-Length", "5")
			if r.URL.Path == "/late" {
				fmt.Fprint(w, "half")
				_ = http.NewResponseController(w).Flush()
			}
			panic("a defect")
		})()
		for _, method := range []string{"GET", "POST"} {
			calls.Store(0)
			out, err := w.ask(request(method, "/", ""))
			if err != nil || out.Code != http.StatusInternalServerError || !strings.HasPrefix(out.Body.String(), "The page") || calls.Load() != 1 {
				t.Errorf("%s: %v, status %d, %s, %d calls", method, err, out.Code, out.Body, calls.Load())
			}
		}
		if out, err := w.ask(request("POST", "/late", "")); !errors.Is(err, http.ErrAbortHandler) || out.Body.String() != "half" {
			t.Errorf("late: %v %s", err, out.Body)
		}
	})
}

// TestTooLarge: a request that the transport doesn't take says so.
func TestTooLarge(t *testing.T) {
	test(t, func(w *world) {
		defer w.serve(func(http.ResponseWriter, *http.Request) { t.Error("it was handed over") })()
		_, err := w.ask(request("POST", "/", strings.Repeat("x", w.Largest())))
		if _, ok := errors.AsType[*http.MaxBytesError](err); !ok {
			t.Errorf("%v", err)
		}
	})
}

// TestServerStops: a server that stops does not wait for the streams that it has handed over.
func TestServerStops(t *testing.T) {
	test(t, func(w *world) {
		gone := make(chan struct{})
		defer w.serve(func(w http.ResponseWriter, r *http.Request) {
			_ = web.OpenStream(w, r).Send("", "", nil)
			<-r.Context().Done()
			close(gone)
		})()
		server, stop := context.WithCancel(w.Context())
		time.AfterFunc(time.Second, stop)
		began := time.Now()
		_, _ = w.ask(request("GET", "/", "").WithContext(web.WithClosing(server)))
		<-gone
		if after := time.Since(began); after > 2*time.Second {
			t.Errorf("it ended after %s", after)
		}
	})
}
