package faketelegram

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
)

// maxBody limits the size of a request in bytes; https://core.telegram.org/bots/api#sending-files
// allows 50 MB.
const maxBody = 50 << 20

// params are a request's parameters, from any of the four ways of passing them:
// https://core.telegram.org/bots/api#making-requests. JSON values other than strings are kept as
// JSON, as they would appear in a form.
type params map[string]string

func readParams(r *http.Request) (params, error) {
	p := params{}
	for k, v := range r.URL.Query() {
		p[k] = v[0]
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if err := p.readBody(r); err != nil {
		return nil, err
	}
	// The server only notices that the client disconnects after the body has been read to the end.
	_, err := io.Copy(io.Discard, r.Body)
	return p, err
}

func (p params) readBody(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return p.readJSON(r.Body)
	case "multipart/form-data":
		return p.readMultipart(r)
	case "application/x-www-form-urlencoded":
		return p.readForm(r)
	}
	return nil
}

func (p params) readJSON(body io.Reader) error {
	b, err := io.ReadAll(body)
	if err != nil || len(b) == 0 {
		return err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	for k, v := range raw {
		var s string
		if string(v) == "null" {
			continue
		}
		if json.Unmarshal(v, &s) != nil {
			s = string(v)
		}
		p[k] = s
	}
	return nil
}

func (p params) readForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	for k, v := range r.PostForm {
		p[k] = v[0]
	}
	return nil
}

// readMultipart also accepts a form without parts, which clients send for methods without
// parameters.
func (p params) readMultipart(r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		p[part.FormName()] = string(b)
	}
}

// int returns 0 if the parameter is missing or not a number.
func (p params) int(name string) int64 {
	n, _ := strconv.ParseInt(p[name], 10, 64)
	return n
}

// clamped returns an optional number. Like the platform it moves values out of bounds to the
// nearest bound.
func (p params) clamped(name string, absent, low, high int64) int64 {
	n, err := strconv.ParseInt(p[name], 10, 64)
	if err != nil {
		return absent
	}
	return min(max(n, low), high)
}

func (p params) bool(name string) bool {
	switch p[name] {
	case "true", "True", "1", "yes":
		return true
	}
	return false
}

// json decodes a nested value; has is false if it is missing or empty.
func (p params) json(name string, into any) (has bool, err *apiError) {
	if p[name] == "" {
		return false, nil
	}
	if json.Unmarshal([]byte(p[name]), into) != nil {
		return true, bad("can't parse " + name + " JSON object")
	}
	return true, nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
