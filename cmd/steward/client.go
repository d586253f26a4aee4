package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
)

// errNoInstance means that no Steward is running on the store.
var errNoInstance = phrase.New("control.not_running")

// client talks to the running instance of a store.
type client struct {
	http http.Client
	lang string // of its output
}

// dial returns errNoInstance if nobody answers at the store's socket.
func dial(url, lang string) (*client, error) {
	storePath, err := besideSocket(url)
	if err != nil {
		return nil, errNoInstance
	}
	conn, err := dialSocket(storePath)
	if err != nil {
		return nil, err
	}
	_ = conn.Close()
	c := &client{lang: lang}
	c.http.Transport = &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return dialSocket(storePath)
	}}
	return c, nil
}

func (c *client) post(ctx context.Context, path string, v any) (*http.Response, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://steward"+path, strings.NewReader(string(b)))
	if err != nil {
		return nil, err
	}
	req.Header.Set(protocolHeader, controlProtocol)
	req.Header.Set(languageHeader, c.lang)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, phrase.New("control.ask", err)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return nil, errors.New(strings.TrimSpace(string(text)))
	}
	return resp, nil
}

// ask calls row for each row of the answer.
func (c *client) ask(ctx context.Context, q inspect.Query, row func(json.RawMessage) error, progress func(int)) error {
	resp, err := c.post(ctx, "/ask", q)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	for dec := json.NewDecoder(resp.Body); ; {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return phrase.New("control.broke_off", err)
		}
		switch {
		case f.End:
			return nil
		case f.Error != "":
			return errors.New(f.Error)
		case f.Row != nil:
			if err := row(f.Row); err != nil {
				return err
			}
		default:
			progress(f.Progress)
		}
	}
}

// do requests an action from the instance.
func (c *client) do(ctx context.Context, a act) error {
	resp, err := c.post(ctx, "/do", a)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
