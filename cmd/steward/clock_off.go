//go:build !steward_test

package main

import (
	"context"
	"log/slog"

	"github.com/stewardbot/steward/bot/engine"
)

// testCommands are only in a binary built for tests.
//
//lint:ignore U1000 see main.go
type testCommands struct{}

// newClock returns the computer's clock in a released binary.
func newClock() *engine.Clock { return engine.NewClock() }

// testClock returns the computer's clock in a released binary.
func testClock(context.Context, *slog.Logger) *engine.Clock { return engine.NewClock() }
