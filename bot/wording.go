package bot

import "strings"

// A command's word that is written in two scripts is given as one, with a slash
// between: "签到/簽到" is the first in simplified Chinese, the second in
// traditional. Both are understood everywhere.

// AllForms are the words in every script that they are written in.
func AllForms(words []string) (forms []string) {
	for _, w := range words {
		forms = append(forms, strings.Split(w, "/")...)
	}
	return forms
}

// FormsIn are the words as they are written in a language: "簽到" in zh-Hant.
func FormsIn(lang string, words []string) (forms []string) {
	for _, w := range words {
		first, second, two := strings.Cut(w, "/")
		if two && lang == "zh-Hant" {
			first = second
		}
		forms = append(forms, first)
	}
	return forms
}
