package discord

import "strconv"

// permissions are a set of rights:
// https://discord.com/developers/docs/topics/permissions.
type permissions uint64

// The rights that Steward uses or treats as authority.
const (
	permKick            permissions = 1 << 1
	permBan             permissions = 1 << 2
	permAdministrator   permissions = 1 << 3
	permManageChannels  permissions = 1 << 4
	permManageGuild     permissions = 1 << 5
	permAddReactions    permissions = 1 << 6
	permViewAuditLog    permissions = 1 << 7
	permViewChannel     permissions = 1 << 10
	permSendMessages    permissions = 1 << 11
	permManageMessages  permissions = 1 << 13
	permEmbedLinks      permissions = 1 << 14
	permAttachFiles     permissions = 1 << 15
	permReadHistory     permissions = 1 << 16
	permMentionEveryone permissions = 1 << 17
	permExternalEmojis  permissions = 1 << 18
	permMuteMembers     permissions = 1 << 22
	permDeafenMembers   permissions = 1 << 23
	permMoveMembers     permissions = 1 << 24
	permManageNicknames permissions = 1 << 27
	permManageRoles     permissions = 1 << 28
	permManageThreads   permissions = 1 << 34
	permCreateThreads   permissions = 1 << 35
	permPrivateThreads  permissions = 1 << 36
	permSendInThreads   permissions = 1 << 38
	permModerateMembers permissions = 1 << 40
	permSendPolls       permissions = 1 << 49
	permPinMessages     permissions = 1 << 51
	everything          permissions = 1<<63 - 1
	signsOfAuthority    permissions = permAdministrator | permManageGuild | permBan | permKick | permManageMessages | permModerateMembers
	noPermissions       permissions = 0
)

// permissionNames are Discord's own, in small letters.
var permissionNames = []struct {
	bit  permissions
	name string
}{
	{permKick, "kick_members"},
	{permBan, "ban_members"},
	{permAdministrator, "administrator"},
	{permManageChannels, "manage_channels"},
	{permManageGuild, "manage_guild"},
	{permAddReactions, "add_reactions"},
	{permViewAuditLog, "view_audit_log"},
	{permViewChannel, "view_channel"},
	{permSendMessages, "send_messages"},
	{permManageMessages, "manage_messages"},
	{permEmbedLinks, "embed_links"},
	{permAttachFiles, "attach_files"},
	{permReadHistory, "read_message_history"},
	{permMentionEveryone, "mention_everyone"},
	{permExternalEmojis, "use_external_emojis"},
	{permMuteMembers, "mute_members"},
	{permDeafenMembers, "deafen_members"},
	{permMoveMembers, "move_members"},
	{permManageNicknames, "manage_nicknames"},
	{permManageRoles, "manage_roles"},
	{permManageThreads, "manage_threads"},
	{permCreateThreads, "create_public_threads"},
	{permPrivateThreads, "create_private_threads"},
	{permSendInThreads, "send_messages_in_threads"},
	{permModerateMembers, "moderate_members"},
	{permSendPolls, "send_polls"},
	{permPinMessages, "pin_messages"},
}

// has reports whether p includes all of p2; an administrator has everything.
func (p permissions) has(p2 permissions) bool {
	return p&permAdministrator != 0 || p&p2 == p2
}

// names returns for each permission whether p includes it.
func (p permissions) names() map[string]bool {
	out := make(map[string]bool, len(permissionNames))
	for _, n := range permissionNames {
		out[n.name] = p.has(n.bit)
	}
	return out
}

// parsePermissions returns 0 for an invalid number.
func parsePermissions(s string) permissions {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return noPermissions
	}
	return permissions(n)
}
