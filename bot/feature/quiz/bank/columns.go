package bank

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// columns are what the first line of a CSV bank may name, in any order. Accepted
// forms of an answer and tags are separated by "|".
var columns = []string{"question", "a", "b", "c", "d", "e", "f", "answer", "explanation", "tags"}

// otherNames are those that sheets in Chinese and those of other quiz programs give them.
var otherNames = map[string]string{
	"问题": "question", "問題": "question", "题目": "question", "題目": "question", "题干": "question", "題幹": "question", "question text": "question",
	"答案": "answer", "正确答案": "answer", "正確答案": "answer", "correct answer": "answer", "correct answer(s)": "answer", "correct": "answer",
	"解析": "explanation", "解释": "explanation", "解釋": "explanation", "说明": "explanation", "說明": "explanation", "answer explanation": "explanation",
	"标签": "tags", "標籤": "tags", "分类": "tags", "分類": "tags", "category": "tags",
}

// needless are columns of other programs that say nothing of what is asked.
var needless = []string{"time limit", "time limit (sec)", "time in seconds", "question type", "image link", "题型", "題型", "序号", "序號", "编号", "編號", "id", "no", "no."}

// numberedChoice is a choice's column: 选项A, option 1.
var numberedChoice = regexp.MustCompile(`^(?:选项|選項|option|choice|answer|ans) ?([a-f]|[1-6])$`)

// columnOf returns which column a name means; "" for one that says nothing, or
// nothing needed.
func columnOf(name string) (column string, known bool) {
	name = strings.ToLower(strings.Trim(norm.NFKC.String(name), " \""))
	if name == "" || slices.Contains(needless, name) {
		return "", true
	}
	if other := otherNames[name]; other != "" {
		name = other
	}
	if m := numberedChoice.FindStringSubmatch(name); m != nil {
		name = m[1]
		if n, err := strconv.Atoi(name); err == nil {
			name = strings.ToLower(Letter(n - 1))
		}
	}
	return name, slices.Contains(columns, name)
}

// byNumber puts a choice in the place of its number; false if that is the text of another.
func byNumber(q *Question) bool {
	if len(q.Answers) != 1 {
		return true
	}
	answer := strings.TrimSpace(q.Answers[0])
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > len(q.Choices) {
		return true
	}
	if at := slices.IndexFunc(q.Choices, func(c string) bool { return strings.TrimSpace(c) == answer }); at >= 0 && at != n-1 {
		return false
	}
	q.Answers = []string{q.Choices[n-1]}
	return true
}
