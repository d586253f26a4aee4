// Package spelling suggests corrections for unknown words.
package spelling

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Suggest returns the candidate that a word probably means, "" if none is
// close. It ignores case, underscores, hyphens, spaces and quotes; beyond that,
// it allows one error per three letters, and one in shorter words, but not as
// many as there are letters. Swapping two adjacent letters is one error.
func Suggest(word string, candidates []string) string {
	plain := bare(word)
	best, bestSlips := "", max(1, len([]rune(plain))/3)+1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		other := bare(c)
		if n := slips(plain, other); n < bestSlips && n < max(utf8.RuneCountInString(plain), utf8.RuneCountInString(other)) {
			best, bestSlips = c, n
		}
	}
	return best
}

// bare reduces a word to lower-case letters and digits.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("_- \u00a0\u3000\u200b\ufeff\"'“”‘’＂＇：:", r) {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// slips returns the edit distance from a to b: letters to insert, delete,
// replace or swap with a neighbour. Words of more than 64 letters are never
// close.
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 || len(t) > 64 {
		return len(s) + len(t)
	}
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
