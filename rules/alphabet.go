package rules

import "unicode"

// inOneAlphabet has the letters of each word in the one alphabet that it is read in: a
// word with look-alikes among letters of ASCII in ASCII, one with letters of ASCII among
// Cyrillic ones in Cyrillic. A word in another alphabet throughout stays, unless it is
// written in look-alikes alone amid words in ASCII. It changes the runes in place.
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

// word is how many letters of which kind a word has.
type word struct {
	begin, runes  int
	ascii         int // letters of ASCII
	latin         int // of these, those that no Cyrillic letter looks like
	own           int // of another alphabet, that look like none of ASCII
	rare          int // that look like one of ASCII and are in no usual word
	small, letter int // that look like one of ASCII only as small capitals; all of Cyrillic
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

// isCyrillic: of both alphabets, and none of its letters of ASCII needs to be one.
func (w *word) isCyrillic(text bool) bool {
	return w.ascii > 0 && w.letter > 0 && w.latin == 0 && w.rare == 0 && (w.own > 0 || w.small > 0 || text)
}

// inWord: a letter or what belongs to one, of a script with spaces between words.
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

// replaceLatin replaces small capitals and other letters of the Latin alphabet alone.
func replaceLatin(part []rune) {
	for i, r := range part {
		if to := lookalike[r]; to != 0 && unicode.Is(unicode.Latin, r) {
			part[i] = to
		}
	}
}

// cyrillic is the Cyrillic letter that looks like one of ASCII.
var cyrillic = pairs("AАBВCСEЕHНKКMМOОPРTТXХYУaаcсeеiіkкmмoоpрtтxхyу")

// sameShape are small Cyrillic letters that have just the shape of one of ASCII.
var sameShape = map[rune]bool{'а': true, 'е': true, 'о': true, 'р': true, 'с': true, 'у': true, 'х': true}

func pairs(list string) map[rune]rune {
	all := map[rune]rune{}
	runes := []rune(list)
	for i := 0; i < len(runes); i += 2 {
		all[runes[i]] = runes[i+1]
	}
	return all
}
