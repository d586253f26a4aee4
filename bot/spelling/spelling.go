// Package spelling finds what was meant by a word that nobody knows.
package spelling

import (
	"slices"
	"strings"
)

// Suggest returns the candidate that was probably meant by a word, "" if none is near. Case, underscores, hyphens, spaces and
// quotes that were typed along do not count; beyond that, one slip in every three letters is forgiven, two letters in the
// wrong order being one slip.
func Suggest(word string, candidates []string) string {
	plain := bare(word)
	best, bestSlips := "", max(1, len([]rune(plain))/3)+1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if n := slips(plain, bare(c)); n < bestSlips {
			best, bestSlips = c, n
		}
	}
	return best
}

// bare reduces a word to what is compared: lower case letters and digits.
func bare(word string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("_- \u00a0\u3000\u200b\ufeff\"'“”‘’＂＇：:", r) {
			return -1
		}
		return r
	}, strings.ToLower(word))
}

// slips counts the letters to insert, drop, change or swap with their neighbour to get from a to b. Words of more than 64
// letters are never near.
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
