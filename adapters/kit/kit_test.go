package kit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

func TestBackoffGrowsToItsEnd(t *testing.T) {
	for failures, most := range map[int]time.Duration{
		1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 6: kit.MaxBackoff, 1000: kit.MaxBackoff, math.MaxInt: kit.MaxBackoff,
	} {
		for range 20 {
			if d := kit.Backoff(time.Second, failures); d < most/2 || d > most {
				t.Errorf("after %d failures it waits %s, want from %s to %s", failures, d, most/2, most)
			}
		}
	}
}

func TestSecondsAreBounded(t *testing.T) {
	for n, want := range map[float64]time.Duration{
		-1: 0, 0: 0, 1.5: 1500 * time.Millisecond, 1e300: 24 * time.Hour, math.Inf(1): 24 * time.Hour, math.Inf(-1): 0,
	} {
		if got := kit.Seconds(n); got != want {
			t.Errorf("%v: %s, want %s", n, got, want)
		}
	}
	if got := kit.Seconds(math.NaN()); got != 0 {
		t.Errorf("no number: %s", got)
	}
}

func TestClipCutsNoCharacter(t *testing.T) {
	for pad := range 4 {
		raw := strings.Repeat("x", pad) + strings.Repeat("签", kit.MaxParked/3)
		got := kit.Clip([]byte(raw))
		if !utf8.ValidString(got) || !strings.HasPrefix(raw, got) || len(got) > kit.MaxParked || len(got) < kit.MaxParked-3 {
			t.Errorf("behind %d letters: %d bytes are left, ending with %q", pad, len(got), got[len(got)-4:])
		}
	}
}

// A request that failed before anything was sent was certainly not performed; one that failed while
// waiting for the response may have been.
func TestCallSaysWhetherItMayBeDone(t *testing.T) {
	const secret = "s3cret"
	served := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang/" + secret:
			_, _ = io.Copy(io.Discard, r.Body)
			close(served)
			<-r.Context().Done()
		case "/short/" + secret:
			w.Header().Set("Content-Length", "10")
			_, _ = io.WriteString(w, "less")
		case "/moved/" + secret:
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}
	}))
	defer srv.Close()
	client := kit.NewClient(srv.Client())
	call := func(ctx context.Context, address string) (kit.Answer, *kit.Unanswered) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+secret, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		a, fault := kit.Call(client, r)
		if fault != nil && strings.Contains(fault.Reason.String(), secret) {
			t.Errorf("the reason shows the address: %s", fault.Reason)
		}
		return a, fault
	}
	if a, fault := call(t.Context(), srv.URL+"/moved/"); fault != nil || a.Status != http.StatusFound {
		t.Errorf("a redirect: %v, %v, want the answer itself", a.Status, fault)
	}
	if _, fault := call(t.Context(), srv.URL+"/short/"); fault == nil || !fault.MaybeDone {
		t.Errorf("an answer that was cut off: %v, want doubt", fault)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		<-served
		cancel(errors.New("enough"))
	}()
	if _, fault := call(ctx, srv.URL+"/hang/"); fault == nil || !fault.MaybeDone {
		t.Errorf("a request that was given up: %v, want doubt", fault)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	if _, fault := call(t.Context(), gone.URL+"/"); fault == nil || fault.MaybeDone {
		t.Errorf("nobody is there: %v, want no doubt", fault)
	}
}

func TestLearntIsBounded(t *testing.T) {
	l := kit.NewLearnt[int, string](2)
	l.Note(1, "one")
	l.Note(2, "two")
	l.Note(2, "two again") // already known, so nothing is evicted
	if one, ok := l.Get(1); !ok || one != "one" {
		t.Errorf("the first: %q, %v", one, ok)
	}
	l.Note(3, "three")
	_, one := l.Get(1)
	_, two := l.Get(2)
	if three, ok := l.Get(3); one || two || three != "three" || !ok {
		t.Errorf("over the brim: %v, %v, %q", one, two, three)
	}
}

func TestSplit(t *testing.T) {
	for place, want := range map[bot.Place]string{
		"x:1": "[1] false true", "x:-1/5": "[-1 5] false true", "x:1/2/3": "[1 2 3] false true", "x:dm/7": "[7] true true",
		"x:dm": "[] true false", "x:dm/7/8": "[7 8] true false", "y:1": "[] false false", "1": "[] false false", "": "[] false false",
	} {
		ids, private, ok := kit.Split(place, "x")
		if got := fmt.Sprint(ids, private, ok); got != want {
			t.Errorf("%s: %s, want %s", place, got, want)
		}
	}
}
