using System.Collections.Frozen;

namespace OAuthAttest.Slack;

/// <summary>What Slack's error names mean for a message.</summary>
/// <remarks>https://docs.slack.dev/reference/methods/chat.postMessage#errors</remarks>
internal static class SlackErrors
{
    // The person or conversation cannot be written to, whatever the message.
    private static readonly FrozenSet<string> Unreachable = FrozenSet.ToFrozenSet([
        "cannot_dm_bot", "channel_is_limited_access", "channel_not_found", "channel_type_not_supported",
        "is_archived", "is_inactive", "method_not_supported_for_channel_type", "not_in_channel", "not_visible",
        "restricted_action_read_only_channel", "restricted_action_non_threadable_channel", "restricted_action_thread_locked",
        "user_disabled", "user_not_found", "user_not_visible", "users_not_found",
    ]);

    // No call works until somebody corrects the token, its scopes, the app's installation or the workspace's settings: the app's fault,
    // and not that of the person who was to get the message.
    private static readonly FrozenSet<string> Configuration = FrozenSet.ToFrozenSet([
        "access_denied", "account_inactive", "ekm_access_denied", "enterprise_is_restricted", "invalid_auth",
        "message_limit_exceeded", "messages_tab_disabled", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed",
        "org_login_required", "restricted_action", "team_access_not_granted", "team_not_found", "token_expired", "token_revoked",
        "two_factor_setup_required",
    ]);

    // Of these one method is refused and others may work.
    private static readonly FrozenSet<string> Scope = FrozenSet.ToFrozenSet([
        "access_denied", "missing_scope", "no_permission", "not_allowed_token_type",
    ]);

    // Slack failed during the call; part of it may have been done.
    private static readonly FrozenSet<string> Broken = FrozenSet.ToFrozenSet([
        "fatal_error", "internal_error", "service_unavailable", "team_added_to_org",
    ]);

    // The same with less text may pass.
    private static readonly FrozenSet<string> TooLong = FrozenSet.ToFrozenSet(["msg_blocks_too_long", "msg_too_long"]);

    private static readonly FrozenSet<string> Throttled = FrozenSet.ToFrozenSet(["rate_limited", "ratelimited"]);

    public static bool IsUnreachable(string error) => Unreachable.Contains(error);

    public static bool IsConfiguration(string error) => Configuration.Contains(error);

    /// <summary>A configuration error of every call, and not only of the method that was refused.</summary>
    public static bool IsOfEveryCall(string error) => IsConfiguration(error) && !Scope.Contains(error);

    public static bool IsBroken(string error) => Broken.Contains(error);

    public static bool IsTooLong(string error) => TooLong.Contains(error);

    public static bool IsThrottled(string error) => Throttled.Contains(error);
}
