package wire_test

import "testing"

// BenchmarkEntry decodes and checks an entry that stands in no file: what a
// reload costs for each thing made in the chat.
func BenchmarkEntry(b *testing.B) {
	c := load(b, withPosts).Communities[0]
	for b.Loop() {
		if _, flaws := c.Entry("schedule", "name: p1\nat: \"2030-12-24T18:00\"\nto: [news]\ntext: \"Hello, {weekday}.\""); len(flaws) > 0 {
			b.Fatal(flaws[0].Message)
		}
	}
}
