package fakediscord

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// route is one endpoint of the API.
type route struct {
	method, pattern string // with variables in braces
	run             func(*request) (any, *apiError)
	rule            rule // the zero value means ruleCommon
	free            bool // exempt from the global limit
	open            bool // needs no bot token; the path contains one
	parts           []string
}

// request is the input of an endpoint. run is called with s.mu held and returns the response body;
// nil for 204.
type request struct {
	vars   map[string]string
	query  url.Values
	body   json.RawMessage
	files  []file
	reason string
}

type file struct {
	name, kind string
	size       int
}

// answer is a response on the wire.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if a.status == http.StatusNoContent {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(max(a.status, 200))
	w.Write(a.body) //nolint:errcheck // the client may have gone
}

// maxBody limits the size of a request body in bytes.
const maxBody = 32 << 20

// serveREST handles one request.
func (s *Server) serveREST(w http.ResponseWriter, r *http.Request, path string) {
	call := Call{Method: r.Method, Path: path, Query: r.URL.Query(), Reason: reason(r)}
	fault := s.draw(r.Method, path)
	call.Fault, call.RetryAfter = fault.Kind, fault.RetryAfter
	if fault.Kind == Cut && !fault.Applied {
		s.record(call)
		fakenet.Reset(w)
		return
	}
	req := &request{query: call.Query, reason: call.Reason}
	bad := req.read(r)
	call.Body = req.body
	switch {
	case fault.Kind == Slow && !s.pause(r, fault.For):
		s.record(call)
		return
	case fault.Kind == fakenet.None || fault.Kind == Slow || fault.Applied:
		s.perform(w, r, req, bad, &call)
	default:
		s.foretell(fault, &call)
		s.record(call)
	}
	s.reply(w, r, fault, call)
}

// foretell records the status that a fault responds with in place of the endpoint.
func (s *Server) foretell(f Fault, c *Call) {
	switch f.Kind {
	case TooMany:
		c.Status = http.StatusTooManyRequests
	case APIError:
		c.Status, c.Code, c.Says = f.Status, f.Code, f.Reason
	case HTTPError:
		c.Status = cmp.Or(f.Status, http.StatusBadGateway)
	}
}

func (s *Server) record(c Call) { s.act(func() { s.note(c) }) }

// reason returns the audit log reason, which is percent-encoded:
// https://discord.com/developers/docs/resources/audit-log.
func reason(r *http.Request) string {
	text, err := url.PathUnescape(r.Header.Get("X-Audit-Log-Reason"))
	if err != nil {
		return r.Header.Get("X-Audit-Log-Reason")
	}
	return text
}

// perform runs the endpoint and records the outcome.
func (s *Server) perform(w http.ResponseWriter, r *http.Request, req *request, bad *apiError, c *Call) {
	s.act(func() {
		c.answer = s.run(w, r, req, bad, c)
		c.Status = c.answer.status
		c.Applied = c.Status < 300
		if c.Applied {
			c.Result = c.answer.body
		}
		s.note(*c)
	})
}

func (s *Server) run(w http.ResponseWriter, r *http.Request, req *request, bad *apiError, c *Call) answer {
	refuse := func(e *apiError) answer {
		c.Code, c.Says = e.Code, e.Message
		return e.answer()
	}
	rt, vars, err := s.find(r.Method, c.Path)
	if err != nil {
		return refuse(err)
	}
	c.Route, req.vars = rt.pattern, vars
	if !rt.open && r.Header.Get("Authorization") != "Bot "+s.opts.Token {
		return refuse(errUnauthorized)
	}
	if a := s.throttle(w.Header(), rt, req.major()); a != nil {
		return *a
	}
	if bad != nil {
		return refuse(bad)
	}
	result, err := rt.run(req)
	switch {
	case err != nil:
		return refuse(err)
	case result == nil:
		return answer{status: http.StatusNoContent}
	case rt.method == "POST" && rt.created():
		return answer{status: http.StatusCreated, body: encode(result)}
	}
	return answer{status: http.StatusOK, body: encode(result)}
}

// created reports whether the endpoint responds with 201.
func (r *route) created() bool {
	return strings.HasSuffix(r.pattern, "/threads") || strings.HasSuffix(r.pattern, "/commands")
}

// find returns the route for a path; more specific ones must come first in the list.
func (s *Server) find(method, path string) (*route, map[string]string, *apiError) {
	parts, err := segments(path), errNoRoute
	for i := range s.routes {
		rt := &s.routes[i]
		vars, ok := rt.match(parts)
		switch {
		case !ok:
		case rt.method == method:
			return rt, vars, nil
		default:
			err = errNoMethod
		}
	}
	return nil, nil, err
}

func (r *route) match(parts []string) (map[string]string, bool) {
	if len(parts) != len(r.parts) {
		return nil, false
	}
	for i, p := range r.parts {
		if p[0] != '{' && p != parts[i] {
			return nil, false
		}
	}
	vars := map[string]string{}
	for i, p := range r.parts {
		if p[0] == '{' {
			v, err := url.PathUnescape(parts[i])
			if err != nil {
				return nil, false
			}
			vars[strings.Trim(p, "{}")] = v
		}
	}
	return vars, true
}

// major returns the major parameter that separates a route's buckets:
// https://discord.com/developers/docs/topics/rate-limits#rate-limits.
func (q *request) major() string {
	for _, name := range []string{"channel", "guild", "token"} {
		if v := q.vars[name]; v != "" {
			return v
		}
	}
	return ""
}

// read reads the body, including multipart forms with files:
// https://discord.com/developers/docs/reference#uploading-files.
func (q *request) read(r *http.Request) *apiError {
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return errInvalidJSON
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return q.form(multipart.NewReader(bytes.NewReader(b), params["boundary"]))
	}
	if len(bytes.TrimSpace(b)) > 0 {
		if !json.Valid(b) {
			return errInvalidJSON
		}
		q.body = b
	}
	return nil
}

func (q *request) form(m *multipart.Reader) *apiError {
	for {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errInvalidJSON
		}
		b, err := io.ReadAll(p)
		switch {
		case err != nil:
			return errInvalidJSON
		case p.FormName() == "payload_json" && !json.Valid(b):
			return errInvalidJSON
		case p.FormName() == "payload_json":
			q.body = b
		default:
			q.files = append(q.files, file{p.FileName(), p.Header.Get("Content-Type"), len(b)})
		}
	}
}

// decode unmarshals the body into v; a wrong type is reported as an error of its field.
func (q *request) decode(v any) *apiError {
	if len(q.body) == 0 {
		return nil
	}
	err := json.Unmarshal(q.body, v)
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kind) && kind.Field != "":
		var f form
		f.wrong(kind.Field, "BASE_TYPE_BAD", "Could not interpret the "+kind.Value+" as "+kind.Type.String()+".")
		return f.err()
	}
	return errInvalidJSON
}
