package control

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/override"
	"github.com/stewardbot/steward/rules"
)

// longest bounds an override's duration: lasting changes belong in the
// configuration.
const longest = 7 * 24 * time.Hour

// pauses are the words for what can pause.
var pauses = []bot.Choice{
	{Value: string(override.Rules), Words: []string{"群规/群規", "规则/規則"}},
	{Value: string(override.Posts), Words: []string{"定时/定時", "发布/發布"}},
}

// modes are the words for how a rule may count.
var modes = []bot.Choice{
	{Value: rules.Enforce, Words: []string{"启用/啟用", "执行/執行"}},
	{Value: rules.Shadow, Words: []string{"试行/試行", "试运行"}},
	{Value: rules.Off, Words: []string{"关/關", "关闭/關閉"}},
}
