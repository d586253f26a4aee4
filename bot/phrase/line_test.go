package phrase_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/stewardbot/steward/bot/phrase"
)

// TestLines: a line is stored as a string and read in any language, even with nested lines; a
// string without a code stays as it is.
func TestLines(t *testing.T) {
	wait := phrase.AsLine("platform.wait_for", "Echo", "5s")
	late := phrase.AsLine("delivery.late", wait)
	for _, c := range []struct {
		line     phrase.Line
		en, hans string
	}{
		{"cannot.pin", "messages can't be pinned here", "这里不能置顶消息"},
		{wait, "Echo asks us to wait 5s", "Echo 要我们等 5s"},
		{late, "it was not sent in time; last: Echo asks us to wait 5s", "没能按时发出；最后一次：Echo 要我们等 5s"},
		{
			phrase.AsLine("delivery.waited_for", phrase.AsLine("delivery.waited_for", late)),
			"what it waited for was not done: what it waited for was not done: it was not sent in time; last: Echo asks us to wait 5s",
			"它等的那件事没有做成：它等的那件事没有做成：没能按时发出；最后一次：Echo 要我们等 5s",
		},
		{
			phrase.AsLine("delivery.waited_for", []phrase.Line{"cannot.pin", wait}),
			"what it waited for was not done: messages can't be pinned here and Echo asks us to wait 5s",
			"它等的那件事没有做成：这里不能置顶消息和 Echo 要我们等 5s",
		},
		{"the person is banned", "the person is banned", "the person is banned"}, // as stored by an older Steward
		{phrase.AsLine("picture.none", "a\x1fb\x1e\x10c"), `there is no picture "abc"`, `没有图片 "abc"`},
		{"no.longer\x1fa code\x1f\x1ecannot.pin", "no.longer a code cannot.pin", "no.longer a code cannot.pin"},
		{"", "", ""},
	} {
		if en, hans := c.line.String(), c.line.In("zh-Hans"); en != c.en || hans != c.hans {
			t.Errorf("%q\nis   %s, %s\nwant %s, %s", string(c.line), en, hans, c.en, c.hans)
		}
	}
	if l := phrase.Said(strings.Repeat("长", 1000)); len(l) > 1010 || !strings.HasSuffix(string(l), "长…") {
		t.Errorf("a long text is kept in %d bytes", len(l))
	}
}

// TestCauses: an error becomes the phrase that it wraps, or a kind of system error without the
// address.
func TestCauses(t *testing.T) {
	at := func(err error) error { return &url.Error{Op: "Get", URL: "https://example.com/s3cret", Err: err} }
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "s3cret.example"}}
	for _, c := range []struct {
		err  error
		want phrase.Line
	}{
		{at(context.DeadlineExceeded), "system.timeout"},
		{at(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "system.connection_refused"},
		{at(dial), "system.no_such_name"},
		{&fs.PathError{Op: "open", Path: "/home/s3cret", Err: syscall.EACCES}, "system.permission_denied"},
		{fmt.Errorf("around: %w", phrase.New("picture.none", "x")), phrase.AsLine("picture.none", "x")},
		{errors.New("the kettle is on"), "the kettle is on"},
	} {
		if got := phrase.Cause(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, string(got), string(c.want))
		}
	}
	if got := phrase.In("zh-Hans", fmt.Errorf("listen: %w", syscall.EADDRINUSE)); got != "listen: 地址已被占用" {
		t.Error(got)
	}
}

// FuzzLines: any stored row can be read, and external text never becomes a code or another
// argument.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "cannot.pin", "cannot.pin\x1f", "a\x1fb", "\x1e", "\x10\x1f\x1e", "picture.none\x1f\x1e\x1e\x10\x1e", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_ = phrase.Line(s).In("zh-Hant")
		said := phrase.Said(s)
		line := phrase.AsLine("platform.refused", "Echo", phrase.AsLine("picture.not_drawn", s, "why"))
		if got := line.String(); !strings.HasPrefix(got, `Echo refused: the picture "`) || !strings.HasSuffix(got, `" can't be drawn: why`) {
			t.Errorf("%q: %s", s, got)
		}
		if strings.ContainsAny(string(said), "\x1f\x1e\x10") {
			t.Errorf("%q is kept as %q", s, string(said))
		}
	})
}
