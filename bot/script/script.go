// Package script reads words in several scripts. A command's word that is written
// in two is given as one, with a slash between: "签到/簽到" is the first in simplified
// Chinese, the second in traditional; both are understood everywhere. What people type
// is folded: full width, digits of other scripts and what can't be seen.
package script

import "strings"

// Variants are words in every script that they are written in.
func Variants(words []string) (forms []string) {
	for _, w := range words {
		forms = append(forms, strings.Split(w, "/")...)
	}
	return forms
}

// VariantsFor are words as they are written in a language: "簽到" in zh-Hant.
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
