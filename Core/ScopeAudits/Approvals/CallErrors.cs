namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>The error codes by which AWS says that somebody may not do something.</summary>
internal static class CallErrors
{
    private static readonly string[] Refusals =
    [
        "AccessDenied", "UnauthorizedOperation", "UnauthorizedAccess", "NotAuthorized", "AuthFailure", "Forbidden", "Unauthorized",
        "access_denied", "unauthorized_client",
    ];

    /// <summary>Services write them as <c>AccessDenied</c>, <c>AccessDeniedException</c>, <c>Client.UnauthorizedOperation</c>.</summary>
    public static bool IsRefusal(string errorCode) =>
        Array.Exists(Refusals, refusal => errorCode.Contains(refusal, StringComparison.OrdinalIgnoreCase));
}
