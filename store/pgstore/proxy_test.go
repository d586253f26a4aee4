//go:build unix

package pgstore_test

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// proxy passes connections on to a server, and does what networks do.
type proxy struct {
	ln    net.Listener
	to    string
	mu    sync.Mutex
	lines map[*line]bool
	marks []*mark
	away  atomic.Bool // the server can't be reached
	ended sync.WaitGroup
}

// line is a connection through the proxy.
type line struct {
	client, server net.Conn
	mute           bool // the next answer ends it
}

func (l *line) close() { _, _ = l.client.Close(), l.server.Close() }

// mark is what happens to the first query that contains some bytes.
type mark struct {
	part []byte
	hold bool // it is kept back; otherwise its answer is lost
	half bool // but for its end
	held chan func() []byte
}

// newProxy returns a proxy and the URL of a database behind it.
func newProxy(t *testing.T, target string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(target)
	must(t, err)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &proxy{ln: ln, to: u.Host, lines: map[*line]bool{}}
	u.Host = ln.Addr().String()
	p.ended.Go(p.serve)
	t.Cleanup(func() {
		_ = ln.Close()
		p.cut()
		p.ended.Wait()
	})
	return p, u.String()
}

func (p *proxy) serve() {
	for {
		client, err := p.ln.Accept()
		if err != nil {
			return
		}
		if p.away.Load() {
			_ = client.Close()
			continue
		}
		server, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = client.Close()
			continue
		}
		l := &line{client: client, server: server}
		p.mu.Lock()
		p.lines[l] = true
		p.mu.Unlock()
		p.ended.Go(func() { p.ask(l) })
		p.ended.Go(func() { p.answer(l) })
	}
}

// cut ends all connections at once.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.lines {
		l.close()
		delete(p.lines, l)
	}
}

// loseAnswer has the connection cut after the next query with that part has arrived.
func (p *proxy) loseAnswer(part string) { p.add(&mark{part: []byte(part)}) }

// hold has the connection of the next query with that part cut for the client, and the query kept
// back. What is received from the channel sends it and returns the answer.
func (p *proxy) hold(part string) <-chan func() []byte {
	m := &mark{part: []byte(part), hold: true, held: make(chan func() []byte, 1)}
	p.add(m)
	return m.held
}

// stick is hold, except that all but the end of the query arrives.
func (p *proxy) stick(part string) <-chan func() []byte {
	m := &mark{part: []byte(part), hold: true, half: true, held: make(chan func() []byte, 1)}
	p.add(m)
	return m.held
}

func (p *proxy) add(m *mark) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.marks = append(p.marks, m)
}

func (p *proxy) marked(b []byte) *mark {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, m := range p.marks {
		if bytes.Contains(b, m.part) {
			p.marks = append(p.marks[:i], p.marks[i+1:]...)
			return m
		}
	}
	return nil
}

func (p *proxy) ask(l *line) {
	buf := make([]byte, 1<<20)
	for {
		n, err := l.client.Read(buf)
		if err != nil {
			p.drop(l)
			return
		}
		m := p.marked(buf[:n])
		if m != nil && m.hold {
			p.keep(l, bytes.Clone(buf[:n]), m)
			return
		}
		p.mu.Lock()
		l.mute = l.mute || m != nil
		p.mu.Unlock()
		if _, err := l.server.Write(buf[:n]); err != nil {
			p.drop(l)
			return
		}
	}
}

func (p *proxy) drop(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.close()
	delete(p.lines, l)
}

// keep takes the server's side of a line out of it.
func (p *proxy) keep(l *line, query []byte, m *mark) {
	server := l.server
	p.mu.Lock()
	delete(p.lines, l)
	l.mute = true
	p.mu.Unlock()
	_ = server.SetReadDeadline(time.Unix(1, 0)) // ends answer
	if m.half {
		const end = 5 // bytes of the message Sync
		_, _ = server.Write(query[:len(query)-end])
		query = query[len(query)-end:]
	}
	_ = l.client.Close()
	m.held <- func() (answer []byte) {
		defer server.Close()
		_ = server.SetReadDeadline(time.Now().Add(30 * time.Second))
		if _, err := server.Write(query); err != nil {
			return []byte(err.Error())
		}
		buf := make([]byte, 1<<16)
		for !bytes.HasSuffix(answer, []byte{'Z', 0, 0, 0, 5, 'I'}) { // ready for the next query
			n, err := server.Read(buf)
			answer = append(answer, buf[:n]...)
			if err != nil {
				return append(answer, err.Error()...)
			}
		}
		return answer
	}
}

func (p *proxy) answer(l *line) {
	buf := make([]byte, 1<<20)
	for {
		n, err := l.server.Read(buf)
		p.mu.Lock()
		mute, kept := l.mute, !p.lines[l]
		p.mu.Unlock()
		switch {
		case kept:
			return
		case err != nil || mute:
			p.drop(l)
			return
		}
		if _, err := l.client.Write(buf[:n]); err != nil {
			p.drop(l)
			return
		}
	}
}
