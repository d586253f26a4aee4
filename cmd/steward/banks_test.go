package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBanksOthersWrote: a bank may use any supported format and encoding. Unusable questions are
// skipped and reported with their line, and don't affect the rest.
func TestBanksOthersWrote(t *testing.T) {
	banks := map[string]struct{ data, told string }{
		"sheet.csv":  {"sep=;\r\nQuestion;A;B;Answer;\r\nCaf\xe9?;Yes;No;a;\r\nNothing right;Yes;No;;\r\n;;;;\r\n", "sheet.csv:4:1: wants the right one under answer"},
		"tabs.csv":   {"\xff\xfeq\x00u\x00e\x00s\x00t\x00i\x00o\x00n\x00\t\x00a\x00n\x00s\x00w\x00e\x00r\x00\n\x00\x36\x83\t\x00\x36\x83\n\x00", ""},
		"gbk.csv":    {"question,answer\n\xd6\xd0\xb9\xfa?,\xb2\xe8\n\xd6\xd0\xb9\xfa?,\xb2\xe8\n", "gbk.csv:3:1: is asked on line 2 already"},
		"big5.csv":   {"question,answer\n\xa5x\xc6W\xb3\xcc\xb0\xaa\xaa\xba\xa4s?,\xa5\xc9\xa4s\n\xa5x\xc6W\xb3\xcc\xb0\xaa\xaa\xba\xa4s?,x\n", "big5.csv:3:1: is asked on line 2 already"},
		"red.yaml":   {"\xef\xbb\xbfAUTHOR: ann\r\nTwo and two?:\r\n- 4\r\nTwo and two?:\r\n- four\r\n", "red.yaml:4:1: is asked on line 2 already"},
		"colon.yaml": {"Two: and: two?:\n- 4\nThree?: [3]\n", "colon.yaml:1:6: is not YAML"},
		"ours.yaml":  {"title: T\nquestions:\n- {question: a?, answer: b}\n- {question: c?}\n", "ours.yaml:4:4: wants the right one under answer"},
		"db.json":    {`{"response_code":0,"results":[{"type":"boolean","question":"1 &lt; 2?","correct_answer":"True","incorrect_answers":["False"]},` + "\n" + `{"type":"multiple","question":"x","correct_answer":"y","incorrect_answers":[]}]}`, "db.json:2:1: wants 2 to 6 choices, got 1"},
	}
	dir := t.TempDir()
	write := func(name, data string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := "platforms: {telegram: {token: \"1:x\"}}\ncommunities:\n  - id: tea\n    name: Tea\n    spaces: [\"telegram:-1001\"]\n    timezone: UTC\n    language: en\n    quizzes:\n"
	for name, b := range banks {
		write(name, b.data)
		file += "      - {name: " + strings.ReplaceAll(name, ".", "_") + ", bank: " + name + "}\n"
	}
	file += "      - {name: again, bank: gbk.csv}\n" // its problems are reported once
	write("steward.yaml", file)
	var out, errs bytes.Buffer
	if status := execute(t.Context(), []string{"check", "-c", filepath.Join(dir, "steward.yaml")}, &out, &errs); status != 0 {
		t.Fatalf("status %d:\n%s", status, &errs)
	}
	for name, b := range banks {
		if !strings.Contains(errs.String(), b.told) {
			t.Errorf("%s: not told: %s\n%s", name, b.told, &errs)
		}
		if n := strings.Count(errs.String(), "left out: "+name); (n > 0) != (b.told != "") || n > 1 {
			t.Errorf("%s: %d questions left out\n%s", name, n, &errs)
		}
	}
	for data, told := range map[string]string{"question,answer\n\x93\xfa\x96\x7b\x82\xcc\x8e\xf1\x93\x73\x82\xcd?,\x93\x8c\x8b\x9e\n": `the file "none.csv" is not in UTF-8, nor in another`, "PK\x03\x04\x14\x00\x06": `the file "none.csv" is no text`} {
		write("none.csv", data)
		write("steward.yaml", file+"      - {name: none, bank: none.csv}\n")
		errs.Reset()
		if status := execute(t.Context(), []string{"check", "-c", filepath.Join(dir, "steward.yaml")}, &out, &errs); status == 0 || !strings.Contains(errs.String(), told) {
			t.Errorf("a bank in no known encoding: status %d\n%s", status, &errs)
		}
	}
	write("none.csv", "question,answer\nx\n")
	write("steward.yaml", file+"      - {name: none, bank: none.csv}\n")
	errs.Reset()
	if status := execute(t.Context(), []string{"check", "-c", filepath.Join(dir, "steward.yaml")}, &out, &errs); status == 0 || !strings.Contains(errs.String(), "none.csv:2:1: wants the right one under answer") {
		t.Errorf("a bank without a good question: status %d\n%s", status, &errs)
	}
}
