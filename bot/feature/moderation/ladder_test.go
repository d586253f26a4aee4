package moderation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot/feature/moderation"
)

func TestLadderFaults(t *testing.T) {
	const month = 30 * 24 * time.Hour
	l := moderation.Ladder{
		{Warnings: 3, Within: month, Then: "mute 1h"}, {Warnings: 5, Within: month, Then: "ban"},
		{Warnings: 5, Within: month, Then: "kick"}, {Warnings: 6, Then: "ban"},
		{Warnings: 7, Within: month, Then: "warn"}, {Warnings: 8, Within: month, Then: "explode"}, {Within: month, Then: "kick"},
	}
	var paths []string
	l.Validate(func(path, _ string, _ ...any) { paths = append(paths, path) })
	want := []string{"[2].warnings", "[3].within", "[4].then", "[5].then", "[6].warnings", "[6].warnings"}
	if !slices.Equal(paths, want) {
		t.Errorf("faults at %q, want %q", paths, want)
	}
}
