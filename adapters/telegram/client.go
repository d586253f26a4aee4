package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot/phrase"
)

// client calls methods of the Bot API. Every URL contains the token, so its errors never
// contain a URL.
type client struct {
	http    *http.Client
	base    string // https://api.telegram.org/bot<token>/
	token   string
	library *tg.Bot
}

func newClient(s Settings, h *http.Client) *client {
	c := &client{http: kit.NewClient(h), base: strings.TrimRight(s.apiURL(), "/") + "/bot" + s.Token + "/", token: s.Token}
	c.library = newLibrary(c)
	return c
}

// callError is why a call failed.
type callError struct {
	method      string
	answered    bool        // the Bot API itself answered, in its own format
	code        int         // error_code, else the HTTP status; 0: no answer
	description phrase.Line // in the platform's or the network's words, without the token
	retryAfter  time.Duration
	migrateTo   int64
	body        []byte // an answer with status 200 in another format
	maybeDone   bool   // no answer came, but the request may have arrived
}

func (e *callError) Error() string {
	if e.code == 0 {
		return fmt.Sprintf("telegram %s: %s", e.method, e.description)
	}
	return fmt.Sprintf("telegram %s: %d %s", e.method, e.code, e.description)
}

// said returns the Bot API's description in lower case.
func (e *callError) said() string { return strings.ToLower(string(e.description)) }

// answer is the format of the Bot API's answers.
type answer[T any] struct {
	OK          bool   `json:"ok"`
	Result      T      `json:"result"`
	ErrorCode   int    `json:"error_code"`
	Description string `json:"description"`
	Parameters  struct {
		RetryAfter int64 `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// read decodes an answer; false if it has another format, or a result of another type.
func (a *answer[T]) read(body []byte) bool {
	if jsonv2.Unmarshal(body, a, jsontext.AllowInvalidUTF8(true)) == nil {
		return true
	}
	var other answer[jsontext.Value]
	if !loosely.Parse(body, &other) {
		return false
	}
	var result T
	if other.OK && !loosely.Parse(other.Result, &result) {
		return false
	}
	*a = answer[T]{other.OK, result, other.ErrorCode, other.Description, other.Parameters}
	return true
}

// callRaw calls a method by name with params as JSON, for methods that the library lacks. It
// honours ctx. Every error is a *callError.
func callRaw[T any](ctx context.Context, c *client, method string, params any) (T, error) {
	var none T
	body, err := json.Marshal(params)
	if err != nil {
		return none, &callError{method: method, description: phrase.AsLine("platform.unwritable", err)}
	}
	return post[T](ctx, c, method, "application/json", body)
}

// upload is a file to send with params.
type upload struct {
	field, name string
	content     []byte
}

// callForm is callRaw with a file.
func callForm[T any](ctx context.Context, c *client, method string, params any, file upload) (T, error) {
	kind, body, err := form(params, file)
	if err != nil {
		var none T
		return none, &callError{method: method, description: phrase.AsLine("platform.unwritable", err)}
	}
	return post[T](ctx, c, method, kind, body)
}

// form encodes params and a file: https://core.telegram.org/bots/api#making-requests.
func form(params any, file upload) (kind string, body []byte, err error) {
	var fields map[string]json.RawMessage
	b, err := json.Marshal(params)
	if err == nil {
		err = json.Unmarshal(b, &fields)
	}
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, value := range fields {
		text := string(value)
		if value[0] == '"' {
			err = json.Unmarshal(value, &text)
		}
		if err == nil {
			err = w.WriteField(name, text)
		}
		if err != nil {
			return "", nil, err
		}
	}
	part, err := w.CreateFormFile(file.field, file.name)
	if err == nil {
		_, err = part.Write(file.content)
	}
	if err == nil {
		err = w.Close()
	}
	return w.FormDataContentType(), out.Bytes(), err
}

// post sends a request of any content type that the Bot API accepts, and decodes the result.
func post[T any](ctx context.Context, c *client, method, kind string, request []byte) (T, error) {
	var none T
	said, err := c.post(ctx, method, kind, request)
	if err != nil {
		return none, err
	}
	var a answer[T]
	if !a.read(said.Body) {
		return none, unreadable(method, said)
	}
	if a.OK && said.Status == http.StatusOK {
		return a.Result, nil
	}
	inForm := a.Description != "" || said.Status >= http.StatusBadRequest && bytes.Contains(said.Body, []byte(`"ok"`))
	if a.ErrorCode == 0 && inForm { // a compatible server may use the HTTP status only
		a.ErrorCode = max(said.Status, http.StatusBadRequest)
	}
	if a.ErrorCode == 0 {
		return none, unreadable(method, said)
	}
	wait := kit.Seconds(float64(a.Parameters.RetryAfter))
	if wait == 0 {
		wait = cmp.Or(askedFor(a.Description), said.Wait())
	}
	return none, &callError{
		method:      method,
		answered:    true,
		code:        a.ErrorCode,
		description: phrase.Said(kit.Hide(cmp.Or(a.Description, http.StatusText(a.ErrorCode)), c.token)),
		retryAfter:  wait,
		migrateTo:   a.Parameters.MigrateTo,
	}
}

// unreadable returns the error for an answer from another server, or a truncated one.
func unreadable(method string, said kit.Answer) *callError {
	e := &callError{method: method, code: said.Status, description: "telegram.not_bot_api"}
	switch {
	case said.Status == http.StatusOK:
		e.body = said.Body
	case said.Status/100 == 3:
		e.description = phrase.AsLine("platform.elsewhere", "platforms.telegram.api_url")
	}
	e.retryAfter, e.answered = said.Wait(), said.Final()
	if e.answered {
		e.description = phrase.Said(http.StatusText(said.Status))
	}
	return e
}

// askedFor returns the wait that a description asks for. Telegram's descriptions repeat the
// number in retry_after.
func askedFor(description string) time.Duration {
	_, after, _ := strings.Cut(strings.ToLower(description), "retry after ")
	n, _ := strconv.Atoi(after[:len(after)-len(strings.TrimLeft(after, "0123456789"))])
	return kit.Seconds(float64(n))
}

func (c *client) post(ctx context.Context, method, kind string, body []byte) (kit.Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, bytes.NewReader(body))
	if err != nil { // the error would contain the URL
		return kit.Answer{}, &callError{method: method, description: phrase.AsLine("platform.bad_address", "platforms.telegram.api_url")}
	}
	req.Header.Set("Content-Type", kind)
	a, lost := kit.Call(c.http, req)
	if lost != nil {
		return a, &callError{method: method, description: kit.Hide(lost.Reason, c.token), maybeDone: lost.MaybeDone}
	}
	return a, nil
}

// me calls getMe.
func (c *client) me(ctx context.Context) (models.User, error) {
	return call[models.User](ctx, c, plain((*tg.Bot).GetMe), nil)
}
