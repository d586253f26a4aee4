package bottest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	// codePattern matches anything that looks like a code; real ones contain both a digit and a letter.
	codePattern = regexp.MustCompile(`\b[2-9A-Z]{8}\b`)
	// hashPattern matches hashes, and codes in a draw.
	hashPattern = regexp.MustCompile(`\b([0-9a-f]{16}|[0-9a-f]{64})\b`)
	// linkPattern matches invitations for one person on any venue.
	linkPattern = regexp.MustCompile(`https://[\w.]+/\+?one[0-9a-z]+`)
)

// hideCodes replaces invitations, codes and hashes with names.
func (w *world) hideCodes(text string) string {
	text = linkPattern.ReplaceAllStringFunc(text, func(link string) string {
		i := slices.Index(w.links, link)
		if i < 0 {
			i = len(w.links)
			w.links = append(w.links, link)
		}
		return "LINK#" + strconv.Itoa(i+1)
	})
	text = hashPattern.ReplaceAllString(text, "HASH")
	return codePattern.ReplaceAllStringFunc(text, func(code string) string {
		if !strings.ContainsAny(code, "23456789") || strings.Trim(code, "23456789") == "" {
			return code
		}
		i := slices.Index(w.codes, code)
		if i < 0 {
			i = len(w.codes)
			w.codes = append(w.codes, code)
		}
		return "CODE#" + strconv.Itoa(i+1)
	})
}

// showCodes is the inverse of hideCodes.
func (w *world) showCodes(text string) string {
	for i, code := range slices.Backward(w.codes) {
		text = strings.ReplaceAll(text, "CODE#"+strconv.Itoa(i+1), code)
	}
	return text
}
