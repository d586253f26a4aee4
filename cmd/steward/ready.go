package main

import (
	"fmt"

	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
)

type readyCmd struct{ target }

// Run asks the running instance for the answer of /readyz, for containers and scripts without
// an HTTP client. The exit status is 0 if it is ready.
func (c *readyCmd) Run(e *env) error {
	_, f, _, err := c.look()
	if err != nil {
		return err
	}
	if clusterOf(f) != nil {
		err = c.ofProcess(e, f)
	} else {
		err = c.do(e, act{What: "ready"}, func(string) error { return errNoInstance })
	}
	if err == nil {
		_, err = fmt.Fprintln(e.stdout, "ready")
	}
	return err
}

// notReady returns the reasons why the engine is not ready.
func notReady(e *engine.Engine) (list []error) {
	for _, why := range e.NotReady() {
		list = append(list, phrase.New("as_is", why))
	}
	return list
}
