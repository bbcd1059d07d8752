using System.Text;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Verifying;

namespace OAuthAttest.Tests.ScopeAudits;

/// <summary>Changes as tests need them.</summary>
internal static class Changes
{
    public static DateTimeOffset At { get; } = new(2026, 11, 3, 8, 12, 44, TimeSpan.Zero);

    public static CloudTrailRecord Record(string json) =>
        CloudTrailRecord.Read(Encoding.UTF8.GetBytes(json), out var problem) ?? throw new InvalidOperationException(problem);

    public static ScopeChange Of(string json)
    {
        var record = Record(json);
        return ScopeChanges.Of(record, QueryRegistry.Embedded.Find(record.EventName, record.EventSource)!);
    }

    public static ScopeChange Change() => new()
    {
        EventId = "e-1",
        At = At,
        EventName = "AttachRolePolicy",
        EventSource = "iam.amazonaws.com",
        QueryId = "iam-attach-role-policy",
        Kind = ChangeKind.Policy,
        Effect = ChangeEffect.Grants,
        Severity = Severity.High,
        Account = "111122223333",
        Region = "us-east-1",
        Actor = Actor("arn:aws:iam::111122223333:role/Deploy"),
        Mfa = new MfaStatement(Mfa.Yes, "the session says so"),
        SourceAddress = "203.0.113.7",
        Access = ["read", "write"],
    };

    public static Actor Actor(string? principal, bool isUnderstood = true) =>
        new("AssumedRole", principal, principal is null ? [] : [principal], "nadia", [], isUnderstood);
}
