package main

import (
	"fmt"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
)

type readyCmd struct{ target }

// Run asks the running instance what /readyz would answer, for containers and
// scripts without a way to fetch pages: status 0 if it is ready.
func (c *readyCmd) Run(e *env) error {
	err := c.do(e, act{What: "ready"}, func(string) error { return errNoInstance })
	if err == nil {
		_, err = fmt.Fprintln(e.stdout, "ready")
	}
	return err
}

// notReady is why the engine is not ready, an error each.
func notReady(e *engine.Engine) (list []error) {
	for _, why := range e.NotReady() {
		list = append(list, phrase.New("as_is", why))
	}
	return list
}
