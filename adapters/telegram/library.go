package telegram

import (
	"context"
	"io"
	"net/http"
	"path"
	"strings"

	tg "github.com/go-telegram/bot"
)

// The library writes a call's parameters; the client sends them and judges the
// answer. The library's own judgement loses the status and Retry-After, takes a
// success with any status, quotes what it can't read, and gives up an answer for
// one value of an unknown kind in it, though Telegram has done what was asked.
// It is told neither the token nor the address.

// newLibrary is the library on our client.
func newLibrary(c *client) *tg.Bot {
	b, err := tg.New("hidden", tg.WithSkipGetMe(), tg.WithHTTPClient(0, c))
	if err != nil {
		panic(err) // it refuses an empty token, and nothing else
	}
	return b
}

type sendKey struct{}

// send is what call does with the request that the library wrote.
type send func(method, kind string, request []byte) error

// call calls a method of the library's and reads the result as a T. It honours
// ctx. Every error is a *callError.
func call[T, P, R any](ctx context.Context, c *client, method func(*tg.Bot, context.Context, P) (R, error), params P) (result T, err error) {
	err = &callError{description: "telegram.unwritten"}
	ctx = context.WithValue(ctx, sendKey{}, send(func(method, kind string, request []byte) error {
		result, err = post[T](ctx, c, method, kind, request)
		return err
	}))
	_, _ = method(c.library, ctx, params) // err has our own verdict
	return result, err
}

// plain is a method without parameters in the form that call takes.
func plain[R any](method func(*tg.Bot, context.Context) (R, error)) func(*tg.Bot, context.Context, any) (R, error) {
	return func(b *tg.Bot, ctx context.Context, _ any) (R, error) { return method(b, ctx) }
}

// Do implements tg.HttpClient. The library gets no result to read: call has it.
func (c *client) Do(r *http.Request) (*http.Response, error) {
	request, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	kind := r.Header.Get("Content-Type")
	if len(request) == 0 { // a form needs a part at least
		kind, request = "application/json", []byte("{}")
	}
	if err := r.Context().Value(sendKey{}).(send)(path.Base(r.URL.Path), kind, request); err != nil {
		return nil, err
	}
	return &http.Response{Body: io.NopCloser(strings.NewReader(`{"ok":true,"result":null}`))}, nil
}
