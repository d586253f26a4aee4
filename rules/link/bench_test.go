package link_test

import (
	"testing"

	"github.com/stewardbot/steward/rules/link"
)

// BenchmarkFind reports how many messages per second one core scans for links.
func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"chat":    "Has anybody seen my cup? I left it near the window... it is blue, about 12:30 today.",
		"chinese": "大家早上好，今天的茶会几点开始？我可能会晚一点到，大概两点半左右吧。",
		"link":    "Look at https://example.com/tea?cup=1, it is what we talked about at tea.example.org/x",
		"foreign": "смотри пример.рф и https://bücher.de, там всё есть",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				link.Find(text)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
