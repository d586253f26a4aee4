package main

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// watchOthers reports, at the end of a benchmark, how much of the machine's CPU time other
// processes took. Above a few percent the benchmark's figures can't be trusted. Without /proc it
// reports nothing.
func watchOthers(b *testing.B) {
	all, own, ok := processorTime()
	if !ok {
		return
	}
	began := time.Now()
	b.Cleanup(func() {
		allNow, ownNow, _ := processorTime()
		others := (allNow - all) - (ownNow - own)
		whole := time.Since(began) * time.Duration(runtime.NumCPU())
		b.ReportMetric(100*others.Seconds()/whole.Seconds(), "others-%")
	})
}

// processorTime returns the CPU time of all processes and of this one, to a hundredth of a
// second.
func processorTime() (all, own time.Duration, ok bool) {
	machine, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0, false
	}
	process, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, 0, false
	}
	line, _, _ := strings.Cut(string(machine), "\n") // cpu user nice system idle iowait irq softirq steal ...
	_, rest, _ := strings.Cut(string(process), ") ") // state, and eleven fields later user and system time
	return ticks(line, 1, 2, 3, 6, 7, 8), ticks(rest, 11, 12), true
}

func ticks(line string, columns ...int) (sum time.Duration) {
	fields := strings.Fields(line)
	for _, i := range columns {
		n, err := strconv.Atoi(fields[i])
		if err == nil {
			sum += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return sum
}
