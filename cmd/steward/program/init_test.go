package program_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// setup runs the built binary in an empty directory and answers its questions.
type setup struct {
	t   *testing.T
	dir string
	env []string
	// hidden values must never be printed or stored anywhere except in .env.
	hidden []string

	p  *process
	in io.WriteCloser
}

func newSetup(t *testing.T, lang string, hidden ...string) *setup {
	return &setup{
		t: t, dir: t.TempDir(), hidden: hidden,
		env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.Getenv("TMPDIR"), "TZ=Europe/Berlin", "LANG=" + lang},
	}
}

// run starts a subcommand.
func (s *setup) run(args ...string) {
	s.t.Helper()
	cmd := exec.Command(buildForTests(s.t), args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	in, err := cmd.StdinPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if s.p, err = launch(cmd); err != nil {
		s.t.Fatal(err)
	}
	s.in = in
	s.t.Cleanup(s.p.kill)
}

// asked waits for the pattern and then answers.
func (s *setup) asked(pattern, answer string) {
	s.t.Helper()
	s.told(pattern)
	if _, err := io.WriteString(s.in, answer+"\n"); err != nil {
		s.t.Fatalf("after %q: %v\n%s", pattern, err, s.p.output())
	}
}

func (s *setup) told(patterns ...string) {
	s.t.Helper()
	for _, pattern := range patterns {
		if err := s.p.awaitLog(pattern); err != nil {
			s.t.Fatal(err)
		}
	}
}

// ends compares the exit status and searches for hidden values.
func (s *setup) ends(status int) {
	s.t.Helper()
	got, err := s.p.awaitEnd()
	if err != nil || got != status {
		s.t.Fatalf("exit status %d, want %d: %v\n%s", got, status, err, s.p.output())
	}
	for _, secret := range s.hidden {
		if strings.Contains(s.p.output(), secret) {
			s.t.Errorf("a token is printed:\n%s", s.p.output())
		}
		if strings.Contains(s.file("steward.yaml"), secret) {
			s.t.Errorf("a token is in the configuration:\n%s", s.file("steward.yaml"))
		}
	}
}

// file returns a file's content; empty if there is none.
func (s *setup) file(name string) string {
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
	return string(b)
}

func (s *setup) until(what string, holds func() bool) {
	s.t.Helper()
	if err := await(what, holds); err != nil {
		s.t.Fatalf("%v\n%s", err, s.p.output())
	}
}

// runs starts steward as init recommends, and stops it when done.
func (s *setup) runs(do func()) {
	s.t.Helper()
	s.run("run")
	s.told("msg=ready")
	do()
	if err := s.p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	s.ends(0)
}

// TestInitInNoGroup: skipping the wait for a group must not claim that the setup is complete.
func TestInitInNoGroup(t *testing.T) {
	t.Parallel()
	tg := fake.New(fake.Options{Ephemeral: true})
	t.Cleanup(tg.Close)
	s := newSetup(t, "C", tg.Token())
	s.run("init", "--telegram-api", tg.URL())
	s.asked(`語言 \[1\]: `, "")
	s.asked(`not shown\): `, tg.Token())
	s.asked(`Discord \(it is not shown\): `, "")
	s.asked(`\[Our community\]: `, "")
	s.asked(`\[Europe/Berlin\]: `, "")
	s.asked("Enter goes on without", "")
	s.told("None was added", "Steward is in no group yet.*steward init\n")
	s.ends(0)
	if strings.Contains(s.p.output(), "All is set up") {
		t.Error("it says that all is set up")
	}
}

// TestInitOnTelegram goes from an empty directory to an answered check-in, through every likely
// mistake, and then runs again with everything in place.
func TestInitOnTelegram(t *testing.T) {
	t.Parallel()
	tg := fake.New(fake.Options{Ephemeral: true, Privacy: true})
	t.Cleanup(tg.Close)
	owner, ann := tg.Person("olga"), tg.Person("ann")
	group := tg.Supergroup("Tea \u202e\x1b[31m room", fake.Ordinary(ann), fake.Staff(fake.Owner(owner)))
	s := newSetup(t, "C", tg.Token(), strings.SplitN(tg.Token(), ":", 2)[1])

	s.run("init", "--telegram-api", tg.URL())
	s.asked(`語言 \[1\]: `, "")
	s.told("https://t.me/BotFather")
	s.asked(`not shown\): `, "hello")
	s.told("no token of Telegram's")
	s.asked(`not shown\): `, "123456:AAAA")
	s.told("does not take that token")
	s.asked(`not shown\): `, tg.Token())
	s.told("Telegram: the token belongs to @steward_bot")
	s.asked(`Discord \(it is not shown\): `, "")
	s.asked(`\[Our community\]: `, `Tea: the "House" #1`)
	s.asked(`\[Europe/Berlin\]: `, "Nowhere/Land")
	s.asked(`Nowhere/Land is no time zone.*\n.*\[Europe/Berlin\]: `, "")
	s.told(`Written: \.env`, `Written: steward.yaml`)
	s.told(regexp.QuoteMeta("https://t.me/steward_bot?startgroup=steward&admin=delete_messages+restrict_members+pin_messages"))
	s.told("Waiting")
	tg.Add(owner, tg.Me(), group)
	s.told(`There it is: Tea \[31m room \(telegram:-\d+\)`, "have all the rights")
	tg.Promote(owner, tg.Me(), group, fake.AllRights())
	s.told("Added to steward.yaml: spaces", "The moderators' log tells")
	s.asked("Do you have a Telegram group that only moderators are in", "y")
	s.told("Waiting")
	desk := tg.Supergroup("Staff", fake.Staff(fake.Owner(owner)))
	tg.Add(owner, tg.Me(), desk)
	s.told(`There it is: Staff`)
	s.asked(`Where should it be.*\[1\]: `, "")
	s.told("Added to steward.yaml: places", "steward.yaml: no faults", "ok .*administrator", "All is set up. Now: .* run\n")
	s.ends(0)
	if strings.Contains(s.p.output(), "warning") {
		t.Errorf("it warns on the way:\n%s", s.p.output())
	}
	if info, err := os.Stat(filepath.Join(s.dir, ".env")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf(".env: %v %v", info, err)
	}
	for _, want := range []string{"id: tea-the-house-1", `name: "Tea: the \"House\" #1"`, "mode: shadow", "presets: [public-group]", fmt.Sprintf(`spaces: ["telegram:%d"]  `, group.ID), fmt.Sprintf(`places: {modlog: ["telegram:%d"]}`, desk.ID)} {
		if !strings.Contains(s.file("steward.yaml"), want) {
			t.Errorf("the configuration has no %s:\n%s", want, s.file("steward.yaml"))
		}
	}

	s.runs(func() {
		m := tg.Say(ann, group, "check in")
		s.until("the check-in is answered", func() bool { r := tg.Reactions(m); return len(r) == 1 && r[0] == "👍" })
		again := newSetup(t, "C", tg.Token())
		again.dir = s.dir
		again.run("init")
		again.asked("Discord .*: ", "")
		again.asked("Add another one", "y")
		again.told("Steward is running", "All is set up")
		again.ends(0)
	})

	yaml, env := s.file("steward.yaml"), s.file(".env")
	s.run("init")
	s.told("Only what is missing is added", "the token belongs to @steward_bot")
	s.asked("Discord .*: ", "")
	s.asked("Add another one", "")
	s.told("All is set up")
	s.ends(0)
	if s.file("steward.yaml") != yaml || s.file(".env") != env {
		t.Error("a second run changed the files")
	}
}

// TestInitOnDiscord runs in Chinese, with a switch that is off at first, two servers and a log
// channel. Telegram is added later, to a file edited in between.
func TestInitOnDiscord(t *testing.T) {
	t.Parallel()
	dc := fakediscord.New(fakediscord.Options{})
	t.Cleanup(dc.Close)
	tg := fake.New(fake.Options{Ephemeral: true})
	t.Cleanup(tg.Close)
	dc.SetPrivileged(false, true, true)
	ann := dc.AddUser("ann")
	s := newSetup(t, "zh_CN.UTF-8", dc.Token(), tg.Token())

	s.run("init", "--discord-api", dc.URL())
	s.asked(`語言 \[2\]: `, "")
	s.asked("Telegram .*令牌.*: ", "")
	s.asked("Discord .*令牌.*: ", dc.Token())
	s.asked(`\[我们的社区\]: `, "茶馆")
	s.asked(`\[Europe/Berlin\]: `, "Asia/Shanghai")
	s.told("开关打开后.*Message Content Intent\n", regexp.QuoteMeta("https://discord.com/oauth2/authorize?client_id="+dc.ApplicationID()+"&scope=bot+applications.commands&permissions="))
	guild := dc.AddGuild("茶馆", dc.AddUser("olga"))
	guild.AddMember(ann)
	room, log := guild.AddChannel("闲聊"), guild.AddChannel("管理日志")
	guild.AddChannel("公开日志")
	log.SetOverwrite(guild.ID, 0, fakediscord.PermViewChannel)
	log.SetOverwrite(dc.Bot().ID, fakediscord.PermViewChannel, 0)
	other := dc.AddGuild("别处", dc.AddUser("otto"))
	s.told("找到了：", "找到了：")
	s.asked("填序号.*: ", "１")
	s.asked(`\[1\]: `, "")
	s.told("places: .modlog: .discord:"+guild.ID+"/"+log.ID, "错误 discord: Message Content Intent", "请按“错误”")
	s.ends(1)
	if yaml := s.file("steward.yaml"); strings.Contains(yaml, other.ID) || !strings.Contains(yaml, "id: main") {
		t.Errorf("the configuration:\n%s", yaml)
	}

	dc.SetPrivileged(true, true, true)
	s.run("doctor")
	s.ends(0)
	s.runs(func() {
		id := dc.Say(ann, room.ID, "签到")
		s.until("the check-in is answered", func() bool {
			for _, m := range dc.Shown(room.ID) {
				if m.ID == id {
					return len(m.Reactions) == 1
				}
			}
			return false
		})
	})

	edited := "# 自己写的\n" + strings.Replace(s.file("steward.yaml"), "amount: 5", "amount: 7 # 多一点", 1)
	if err := os.WriteFile(filepath.Join(s.dir, "steward.yaml"), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(s.dir, "steward.yaml"), 0o640); err != nil {
		t.Fatal(err)
	}
	olga := tg.Person("olga")
	group := tg.Supergroup("茶", fake.Staff(fake.Owner(olga), fake.Admin(tg.Me(), fake.AllRights())))
	s.run("init", "--telegram-api", tg.URL())
	s.asked("Telegram .*令牌.*: ", tg.Token())
	s.asked("要在 steward.yaml 里加上：telegram", "y")
	s.told("正在等")
	tg.Say(olga, group, "有人吗")
	s.asked("要在 steward.yaml 里加上：spaces", "是")
	s.asked("Discord 已有 discord:"+guild.ID, "")
	s.told("都设置好了")
	s.ends(0)
	now := s.file("steward.yaml")
	for _, line := range strings.Split(edited, "\n") {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "spaces:") && !strings.Contains(now, line) {
			t.Errorf("the line is gone: %s", line)
		}
	}
	if want := fmt.Sprintf(`spaces: ["discord:%s", "telegram:%d"]`, guild.ID, group.ID); !strings.Contains(now, want) {
		t.Errorf("the configuration has no %s:\n%s", want, now)
	}
	if info, err := os.Stat(filepath.Join(s.dir, "steward.yaml")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("steward.yaml: %v %v", info, err)
	}
}

// TestInitIsStopped: if init is stopped while it waits, the files are complete, and it says how
// to continue.
func TestInitIsStopped(t *testing.T) {
	t.Parallel()
	tg := fake.New(fake.Options{})
	t.Cleanup(tg.Close)
	s := newSetup(t, "en_US.UTF-8", tg.Token())
	s.run("init", "--telegram-api", tg.URL(), "--dir", "new/folder")
	s.asked(`\[1\]: `, "")
	s.asked("Telegram .*: ", tg.Token())
	s.asked("Discord .*: ", "")
	s.asked(`\[Our community\]: `, "")
	s.asked(`Europe/Berlin\]: `, "")
	s.told("Waiting")
	if err := s.p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	s.told("Stopped.*init -c new/folder/steward.yaml\n")
	s.ends(1)
	if yaml := s.file("new/folder/steward.yaml"); !strings.Contains(yaml, "id: our-community\n") { // as in README.md
		t.Errorf("the configuration:\n%s", yaml)
	}
	s.run("check", "--env", "-c", "new/folder/steward.yaml")
	s.ends(0)
}

// TestInitWithoutToken: without a token init writes nothing; the end of the input is not an
// answer.
func TestInitWithoutToken(t *testing.T) {
	t.Parallel()
	s := newSetup(t, "C")
	s.run("init")
	if err := s.in.Close(); err != nil {
		t.Fatal(err)
	}
	s.told("Without a token there is nothing to set up")
	s.ends(1)
	if s.file("steward.yaml")+s.file(".env") != "" {
		t.Error("files were written")
	}
}

// TestInitKeepsFaults: an invalid file is reported and left alone.
func TestInitKeepsFaults(t *testing.T) {
	t.Parallel()
	s := newSetup(t, "C")
	if err := os.WriteFile(filepath.Join(s.dir, "steward.yaml"), []byte("communities: 7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run("init")
	s.told("steward.yaml:1:", "has the faults above")
	s.ends(1)
	if s.file("steward.yaml") != "communities: 7\n" {
		t.Error("the file was changed")
	}
}
