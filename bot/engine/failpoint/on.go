//go:build steward_test

package failpoint

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// armed and left hold the parsed STEWARD_FAILPOINT, read once, before main.
var armed, left = parse(os.Getenv("STEWARD_FAILPOINT"))

func parse(s string) (Name, *atomic.Int64) {
	name, count, _ := strings.Cut(s, ":")
	n, err := strconv.ParseInt(count, 10, 64)
	if err != nil || n < 1 {
		n = 1
	}
	left := new(atomic.Int64)
	left.Store(n)
	return Name(name), left
}

// Pass kills the process if this is the selected pass of the selected step.
func Pass(n Name) {
	if n == armed && left.Add(-1) == 0 {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}
