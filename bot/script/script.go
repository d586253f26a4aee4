// Package script handles words in several scripts. A command word in two
// scripts is written as one, separated by a slash: "签到/簽到" is simplified
// Chinese, then traditional; both are understood everywhere. Typed text is
// folded: full width, digits of other scripts and invisible characters.
package script

import "strings"

// Variants returns words in each of their scripts.
func Variants(words []string) (forms []string) {
	for _, w := range words {
		forms = append(forms, strings.Split(w, "/")...)
	}
	return forms
}

// VariantsFor returns words as written in a language: "簽到" in zh-Hant.
func VariantsFor(lang string, words []string) (forms []string) {
	for _, w := range words {
		first, second, two := strings.Cut(w, "/")
		if two && lang == "zh-Hant" {
			first = second
		}
		forms = append(forms, first)
	}
	return forms
}
