namespace OAuthAttest.Escalations.Consents.Webhooks.Google;

/// <summary>A report of Google's Admin SDK, and the event in it that lets an app in.</summary>
/// <param name="Application">The report's name in addresses and in an activity's id.</param>
/// <param name="EventName">The event's name, in an activity and in queries.</param>
internal sealed record GoogleReport(string Application, string EventName)
{
    /// <summary>A person consented to an app.</summary>
    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token</remarks>
    public static readonly GoogleReport Token = new("token", "authorize");

    /// <summary>An administrator let a client act as any user of the domain: domain-wide delegation.</summary>
    /// <remarks>https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-domain-settings</remarks>
    public static readonly GoogleReport Admin = new("admin", "AUTHORIZE_API_CLIENT_ACCESS");

    public static IReadOnlyList<GoogleReport> All { get; } = [Token, Admin];
}
