package config

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// keyWords are Chinese words, simplified or traditional, that people write
// instead of keys. A word may stand for several keys; those allowed at its
// place count.
var keyWords = map[string]string{
	"platforms": "平台", "communities": "社区 社區 社群 群", "store": "存储 儲存 数据库 資料庫", "journal": "日志 日誌 记录 記錄", "files": "文件 檔案", "web": "网页 網頁 网站 網站", "include": "包含 引入",
	"name": "名称 名稱 名字 名", "id": "编号 編號 标识 識別", "language": "语言 語言", "languages": "语言 語言", "timezone": "时区 時區", "spaces": "群组 群組 群 服务器 伺服器", "places": "位置 地点 地點 频道 頻道",
	"moderators": "管理员 管理員 管理 版主", "helpers": "助手 帮手 幫手", "mode": "模式", "presets": "预设 預設", "notices": "通知", "ladder": "阶梯 階梯 累计处罚 累計處罰", "house_rules": "群规 群規 规则 規則", "rules": "规则 規則",
	"welcome": "欢迎 歡迎 欢迎语 歡迎語 入群欢迎", "farewell": "告别 告別 欢送 送别 送別 退群", "points": "积分 積分 分数 分數", "check_in": "签到 簽到 打卡", "levels": "等级 等級", "level": "等级 等級", "top": "排行榜 排行 榜单 榜單",
	"calendars": "日历 日曆", "schedule": "定时 定時 日程 排程 定时消息 定時訊息", "quizzes": "答题 答題 问答 問答 竞猜 測驗 测验", "quiz": "答题 答題 问答 問答 测验 測驗", "replies": "回复 回覆 回應",
	"message": "消息 訊息 发言 發言", "messages": "消息 訊息", "reaction": "表情 反应 反應 点赞 按讚", "voice": "语音 語音", "amount": "数量 數量 分数 分數 积分 積分 奖励 獎勵", "cooldown": "冷却 冷卻 间隔 間隔", "per_day": "每日上限 每天 每日", "per_month": "每月 每月上限",
	"min_length": "最短 最少字数 最少字數", "after": "之后 之後", "except": "除外 例外 排除", "words": "词 詞 词语 詞語 关键词 關鍵詞 口令", "streaks": "连续 連續 连续签到 連續簽到", "days": "天数 天數 天", "bonus": "奖励 獎勵 奖金 獎金",
	"make_up": "补签 補簽", "price": "价格 價格 价钱", "roles": "角色 身份组 身分組", "tag": "标签 標籤 头衔 頭銜", "tags": "标签 標籤", "hide": "隐藏 隱藏", "when": "条件 條件", "then": "动作 動作 处罚 處罰 执行 執行", "say": "提示 说 說 回复 回覆",
	"links": "链接 連結", "invites": "邀请 邀請", "flood": "刷屏 洗版", "duplicates": "重复 重複", "mentions": "提及", "newcomer": "新人", "media": "媒体 媒體", "regex": "正则 正則", "within": "时间内 時間內", "times": "次数 次數", "capitals": "大写 大寫",
	"warnings": "警告", "text": "内容 內容 文字 文本", "texts": "内容 內容 文字 文本", "title": "标题 標題", "picture": "图片 圖片", "buttons": "按钮 按鈕", "label": "文字 标签 標籤", "url": "网址 網址 链接 連結", "pin": "置顶 置頂", "to": "发到 發到 频道 頻道 位置",
	"daily": "每天 每日", "weekly": "每周 每週", "monthly": "每月", "every": "每隔 间隔 間隔", "at": "时间 時間", "until": "直到 截止", "delete_after": "删除时间 刪除時間 自动删除 自動刪除", "bank": "题库 題庫", "questions": "题数 題數 问题 問題 题目 題目", "time": "时间 時間 限时 限時",
	"award": "奖励 獎勵", "correct": "答对 答對", "first": "最快 第一 抢答 搶答", "winner": "冠军 冠軍 赢家 贏家", "worked": "补班 補班 上班", "off": "放假 休息 假期", "who": "谁 誰", "send": "发送 發送", "token": "令牌 密钥 金鑰", "keep": "保留",
}

// meantKey returns the one of the known keys that a Chinese word stands for; ""
// if there is none.
func meantKey(word string, known []string) string {
	word = strings.TrimSpace(norm.NFKC.String(word))
	for _, key := range slices.Sorted(maps.Keys(keyWords)) {
		if slices.Contains(known, key) && slices.Contains(strings.Fields(keyWords[key]), word) {
			return key
		}
	}
	return ""
}
