package rules

import "testing"

// BenchmarkReading reports how many messages per second one core normalizes, including the
// reading that reveals disguised words.
func BenchmarkReading(b *testing.B) {
	for name, text := range map[string]string{
		"chat":    "Has anybody seen my cup? I left it near the window, it is blue",
		"chinese": "大家早上好，今天的茶会几点开始？我可能会晚一点到",
		"russian": "Кто-нибудь видел мою чашку? Я оставил её у окна",
		"hidden":  "Visit our *cas*ino, cásínó and саsinо: free_money for all",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if normal := Normalize(text); isHidden(normal) {
					readingsOf(text)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
