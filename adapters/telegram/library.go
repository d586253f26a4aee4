package telegram

import (
	"context"
	"io"
	"net/http"
	"path"
	"strings"

	tg "github.com/go-telegram/bot"
)

// The library encodes a call's parameters; the client sends them and decodes the answer. The
// library's own decoding loses the status and Retry-After, accepts a success with any status,
// quotes unreadable answers, and fails on a single unknown value although Telegram has performed
// the call. The library gets neither the token nor the address.

// newLibrary returns the library on top of the client.
func newLibrary(c *client) *tg.Bot {
	b, err := tg.New("hidden", tg.WithSkipGetMe(), tg.WithHTTPClient(0, c))
	if err != nil {
		panic(err) // only an empty token is an error
	}
	return b
}

type sendKey struct{}

// send handles the request that the library has encoded.
type send func(method, kind string, request []byte) error

// call calls a method of the library and decodes the result as a T. It honours ctx. Every error
// is a *callError.
func call[T, P, R any](ctx context.Context, c *client, method func(*tg.Bot, context.Context, P) (R, error), params P) (result T, err error) {
	err = &callError{description: "telegram.unwritten"}
	ctx = context.WithValue(ctx, sendKey{}, send(func(method, kind string, request []byte) error {
		result, err = post[T](ctx, c, method, kind, request)
		return err
	}))
	_, _ = method(c.library, ctx, params) // the result is in err
	return result, err
}

// plain adapts a method without parameters for call.
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
