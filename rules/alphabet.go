package rules

import "unicode"

// inOneAlphabet converts look-alike letters to the alphabet of their word: in
// an ASCII word to ASCII, in a Cyrillic word to Cyrillic. A word entirely in
// another alphabet is unchanged, unless it consists of look-alikes amid ASCII
// words. It changes the runes in place.
func inOneAlphabet(runes []rune) []rune {
	var words []word
	seen := word{}
	for i := 0; i < len(runes); i++ {
		w := word{}
		for ; i < len(runes) && inWord(runes[i]); i++ {
			w.add(runes[i])
		}
		if w.runes == 0 {
			continue
		}
		w.begin = i - w.runes
		words = append(words, w)
		seen.ascii += w.ascii
		if w.ascii == 0 { // what its letters are is sure
			seen.own += w.own
		}
	}
	for _, w := range words {
		part := runes[w.begin : w.begin+w.runes]
		switch {
		case w.isCyrillic(seen.own > 0):
			replace(part, cyrillic)
		case w.ascii > 0 || w.own == 0 && seen.own == 0 && (w.rare > 0 || seen.ascii > 0):
			replace(part, lookalike)
		default:
			replaceLatin(part)
		}
	}
	return runes
}

// word counts the kinds of letters in a word.
type word struct {
	begin, runes  int
	ascii         int // letters of ASCII
	latin         int // of these, without a Cyrillic look-alike
	own           int // of another alphabet, without an ASCII look-alike
	rare          int // that look like ASCII and occur in no ordinary word
	small, letter int // that only look like ASCII as small capitals; all Cyrillic letters
}

func (w *word) add(r rune) {
	w.runes++
	switch {
	case isLetter(r):
		w.ascii++
		if cyrillic[r] == 0 {
			w.latin++
		}
		return
	case unicode.Is(unicode.Cyrillic, r):
		w.letter++
	}
	switch {
	case unicode.Is(unicode.Latin, r) || !unicode.IsLetter(r):
	case lookalike[r] == 0:
		w.own++
	case r >= 'а' && r <= 'я' && lookalike[r] != 0 && !sameShape[r]:
		w.small++
	case !(r >= 'А' && r <= 'я' || r >= 'Α' && r <= 'ω'):
		w.rare++
	}
}

// isCyrillic reports whether a mixed word can be read as Cyrillic throughout.
func (w *word) isCyrillic(text bool) bool {
	return w.ascii > 0 && w.letter > 0 && w.latin == 0 && w.rare == 0 && (w.own > 0 || w.small > 0 || text)
}

// inWord reports whether r is a letter, or a mark on one, of a script with
// spaces between words.
func inWord(r rune) bool {
	switch {
	case r < 0x80:
		return isLetter(r) || r >= '0' && r <= '9'
	case isRussian(r):
		return true
	case eastAsian(r):
		return false
	}
	return (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.Sc, r)) && !unicode.In(r, spaceless...)
}

var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

func replace(part []rune, by map[rune]rune) {
	for i, r := range part {
		if to := by[r]; to != 0 {
			part[i] = to
		}
	}
}

// replaceLatin replaces small capitals and other look-alikes within the Latin
// alphabet.
func replaceLatin(part []rune) {
	for i, r := range part {
		if to := lookalike[r]; to != 0 && unicode.Is(unicode.Latin, r) {
			part[i] = to
		}
	}
}

// cyrillic maps ASCII letters to their Cyrillic look-alikes.
var cyrillic = pairs("AАBВCСEЕHНKКMМOОPРTТXХYУaаcсeеiіkкmмoоpрtтxхyу")

// sameShape are small Cyrillic letters with exactly the shape of an ASCII
// letter.
var sameShape = map[rune]bool{'а': true, 'е': true, 'о': true, 'р': true, 'с': true, 'у': true, 'х': true}

func pairs(list string) map[rune]rune {
	all := map[rune]rune{}
	runes := []rune(list)
	for i := 0; i < len(runes); i += 2 {
		all[runes[i]] = runes[i+1]
	}
	return all
}
