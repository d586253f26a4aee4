package web_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/web"
)

// TestThousandsOfIdleConnections: of 5,000 connections that ask nothing, or nothing more, most are closed, and whoever
// comes then is answered.
func TestThousandsOfIdleConnections(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := web.NewServer(web.Options{Health: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "alive") })})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	const opened = 5000
	conns := make([]net.Conn, opened)
	for i := range conns {
		if conns[i], err = net.Dial("tcp", ln.Addr().String()); err != nil {
			t.Fatal(err)
		}
		defer conns[i].Close()
		if i%2 == 0 { // it asks once, and stays
			fmt.Fprint(conns[i], "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
		}
	}
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + ln.Addr().String() + "/healthz")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("another visitor: %v %v", resp, err)
	}
	resp.Body.Close()
	var open atomic.Int64
	var all sync.WaitGroup
	for i, c := range conns {
		all.Go(func() {
			_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
			r := bufio.NewReader(c)
			if i%2 == 0 {
				if resp, err := http.ReadResponse(r, nil); err == nil {
					resp.Body.Close()
				}
			}
			if _, err := r.ReadByte(); errors.Is(err, os.ErrDeadlineExceeded) {
				open.Add(1)
			}
		})
	}
	all.Wait()
	if n := open.Load(); n == 0 || n > 1000 {
		t.Errorf("%d of %d idle connections are open, want at most 1000", n, opened)
	}
}

// pipes is a listener of one connection.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	if c, ok := <-p.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.conns) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

// TestNobodyReads: the connection of somebody who asks and never reads the answer is closed, but a stream stays open.
func TestNobodyReads(t *testing.T) {
	for path, closes := range map[string]bool{"/healthz": true, "/": false} {
		synctest.Test(t, func(t *testing.T) {
			s := web.NewServer(web.Options{
				Health: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1<<20)) }),
				Desk: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					out := web.OpenStream(w, r)
					for out.Send("", "", nil) == nil {
						select {
						case <-time.After(web.Beat):
						case <-out.Closing():
							return
						}
					}
				}),
			})
			server, client := net.Pipe()
			ln := &pipes{conns: make(chan net.Conn, 1)}
			ln.conns <- server
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- s.Serve(ctx, ln) }()
			fmt.Fprintf(client, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
			if !closes {
				go func() { _, _ = io.Copy(io.Discard, client) }()
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			_ = client.SetWriteDeadline(time.Now().Add(time.Second))
			if _, err := client.Write([]byte("GET")); errors.Is(err, io.ErrClosedPipe) != closes {
				t.Errorf("%s after an hour: %v", path, err)
			}
			client.Close()
			stop()
			<-done
		})
	}
}

// TestPanicIsLogged: a handler that panics is an error in the log, and what visitors do wrong is none.
func TestPanicIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := web.NewServer(web.Options{
			Health: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a defect") }),
			Log:    slog.New(slog.NewTextHandler(&out, nil)),
		})
		ln := &pipes{conns: make(chan net.Conn, 2)}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx, ln) }()
		for _, path := range []string{"/%zz", "/healthz"} {
			server, client := net.Pipe()
			ln.conns <- server
			fmt.Fprintf(client, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
			_, _ = io.Copy(io.Discard, client)
			client.Close()
		}
		stop()
		<-done
		if got := out.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, "a defect") {
			t.Errorf("the log: %s", got)
		}
	})
}
