package staff_test

import (
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot/staff"
)

func TestFaults(t *testing.T) {
	var paths []string
	fault := func(path, _ string, _ ...any) { paths = append(paths, path) }
	(&staff.Moderators{"platform-admins", "telegram:42", "discord:1122/role/777"}).Validate(fault)
	(&staff.HelperGroup{Who: []string{"telegram:42"}, May: []string{"warn", "mute 1h", "ban 7d"}}).Validate([]string{"warn", "mute", "ban"}, fault)
	if paths != nil {
		t.Errorf("faults at %q", paths)
	}
	(&staff.Moderators{"bob", "telegram:", "discord:1122/33", "discord:1122/role/", "@bob"}).Validate(fault)
	(&staff.HelperGroup{Who: []string{"bob"}, May: []string{"fly", "warn 1h", "mute soon"}}).Validate([]string{"warn", "mute"}, fault)
	(&staff.HelperGroup{Who: []string{"telegram:42"}}).Validate(nil, fault)
	want := []string{"[0]", "[1]", "[2]", "[3]", "[4]", "who[0]", "may[0]", "may[1]", "may[2]", "may"}
	if !slices.Equal(paths, want) {
		t.Errorf("faults at %q, want %q", paths, want)
	}
}
