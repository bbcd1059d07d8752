using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.Text;

namespace OAuthAttest.ScopeAudits.Verifying;

/// <summary>Makes a record that a query found into a change.</summary>
internal static class ScopeChanges
{
    /// <summary>So many scopes or policies of one record are compared; one that has more is not understood.</summary>
    private const int MostAccess = 500;

    public static ScopeChange Of(CloudTrailRecord record, AuditQuery query)
    {
        var texts = query.Access.SelectMany(path => path.In(record.Body)).Take(MostAccess + 1).ToList();
        var access = texts
            .Where(text => !HiddenText.Is(text))
            .Select(ComparedText.Of)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var isMissing = query.Access.Count > 0
            && (access.Count == 0 || texts.Count > MostAccess || texts.Exists(HiddenText.Is));
        return new ScopeChange
        {
            EventId = Display(record.EventId)!,
            At = record.EventTime,
            EventName = query.EventName,
            EventSource = query.EventSource,
            QueryId = query.Id,
            Kind = query.Kind,
            Effect = query.Effect,
            Severity = query.Severity,
            Account = Display(record.Account),
            Region = Display(record.Region),
            Actor = Actors.Of(record.Identity),
            Mfa = MfaStatements.Of(record),
            SourceAddress = Display(record.SourceAddress),
            UserAgent = Display(record.UserAgent),
            Target = ComparedText.Of(query.Target.SelectMany(path => path.In(record.Body)).FirstOrDefault()),
            Access = query.Access.Count == 0 ? [query.Call] : access,
            IsAccessMissing = isMissing,
            ErrorCode = record.ErrorCode is { } code ? Display(code) ?? "an error" : null,
        };
    }

    private static string? Display(string? text) => UntrustedText.Display(text);
}
