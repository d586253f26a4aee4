package setup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// dialogue asks a person questions, line by line: at a terminal, or from a pipe.
type dialogue struct {
	ctx  context.Context
	out  io.Writer
	in   *bufio.Reader
	file *os.File    // the terminal; nil: none
	was  *term.State // of the terminal, before it hid anything
	// lines delivers lines read while a question waits, one at a time.
	lines chan answered
	busy  bool // a read is under way
}

// answered is a line that was read.
type answered struct {
	text string
	err  error
}

func newDialogue(ctx context.Context, in io.Reader, out io.Writer) *dialogue {
	t := &dialogue{ctx: ctx, out: out, in: bufio.NewReader(in), lines: make(chan answered, 1)}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.file = f
		t.was, _ = term.GetState(int(f.Fd()))
	}
	return t
}

// close restores the terminal, even during a hidden question.
func (t *dialogue) close() {
	if t.was != nil {
		_ = term.Restore(int(t.file.Fd()), t.was)
	}
}

func (t *dialogue) say(text string) { fmt.Fprintln(t.out, text) }

// read starts reading a line in the background, unless one is being read; it
// arrives in lines.
func (t *dialogue) read(hidden bool) <-chan answered {
	if t.busy {
		return t.lines
	}
	t.busy = true
	go func() {
		if hidden && t.file != nil {
			b, err := term.ReadPassword(int(t.file.Fd()))
			t.lines <- answered{string(b), err}
			return
		}
		s, err := t.in.ReadString('\n')
		if err == io.EOF && s != "" {
			err = nil
		}
		t.lines <- answered{s, err}
	}()
	return t.lines
}

// await returns the line that is being read.
func (t *dialogue) await(lines <-chan answered) (string, error) {
	select {
	case a := <-lines:
		t.busy = false
		return strings.TrimFunc(a.text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), a.err
	case <-t.ctx.Done():
		return "", t.ctx.Err()
	}
}

// ask returns the answer, or usual if it is empty.
func (t *dialogue) ask(question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	fmt.Fprint(t.out, question+": ")
	s, err := t.await(t.read(false))
	if errors.Is(err, io.EOF) && usual != "" { // nobody is there to answer
		t.say("")
		err = nil
	}
	if err == nil && s == "" {
		s = usual
	}
	return s, err
}

// secret returns an answer that is not shown.
func (t *dialogue) secret(question string) (string, error) {
	fmt.Fprint(t.out, question+": ")
	s, err := t.await(t.read(true))
	t.say("")
	return s, err
}

// agree returns a yes or a no; an empty answer means the default.
func (t *dialogue) agree(question string, usual bool) (bool, error) {
	hint := "y/N"
	if usual {
		hint = "Y/n"
	}
	for {
		s, err := t.ask(question+" ("+hint+")", "")
		switch {
		case errors.Is(err, io.EOF):
			return usual, nil
		case err != nil:
			return false, err
		}
		switch strings.ToLower(s) {
		case "":
			return usual, nil
		case "y", "yes", "是", "好", "对", "對":
			return true, nil
		case "n", "no", "否", "不", "不要":
			return false, nil
		}
	}
}

// choose returns the number of an option; an empty answer means the default,
// which is allowed to be below zero for none.
func (t *dialogue) choose(question string, options []string, usual int) (int, error) {
	t.list(options)
	hint := ""
	if usual >= 0 {
		hint = strconv.Itoa(usual + 1)
	}
	for {
		s, err := t.ask(question, hint)
		if errors.Is(err, io.EOF) {
			return usual, nil
		}
		if err != nil || s == "" {
			return usual, err
		}
		if list, ok := numbers(s, len(options)); ok && len(list) == 1 {
			return list[0], nil
		}
	}
}

// chooseSome is several of the options; an empty answer is all of them.
func (t *dialogue) chooseSome(question string, options []string) ([]int, error) {
	t.list(options)
	for {
		s, err := t.ask(question, "")
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if s == "" {
			return upTo(len(options)), nil
		}
		if list, ok := numbers(s, len(options)); ok {
			return list, nil
		}
	}
}

func (t *dialogue) list(options []string) {
	for i, o := range options {
		t.say(fmt.Sprintf("  %d) %s", i+1, o))
	}
}

func upTo(n int) (list []int) {
	for i := range n {
		list = append(list, i)
	}
	return list
}

// numbers parses the numbers in an answer, counted from 0, without duplicates.
func numbers(s string, most int) (list []int, ok bool) {
	s = width.Narrow.String(s)
	seen := map[int]bool{}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",，、;", r) }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > most {
			return nil, false
		}
		if !seen[n] {
			list = append(list, n-1)
		}
		seen[n] = true
	}
	return list, len(list) > 0
}
