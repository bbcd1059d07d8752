using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Remediating;

/// <summary>What can be done about one change, with its own ids.</summary>
/// <param name="Parameters">By name; all have one value but the scopes, which have one or more.</param>
public sealed record FilledAction(RemediationKind Kind, IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters);

/// <summary>What of the registry's actions fits a change.</summary>
internal static class FilledActions
{
    private static readonly RecordPath ActorAccount = RecordPath.Parse("userIdentity.accountId");

    /// <summary>Empty where nothing was changed, or where the record does not have what a call needs.</summary>
    public static IReadOnlyList<FilledAction> Of(
        CloudTrailRecord record,
        QueryRegistry registry,
        AuditQuery query,
        (ScopeChange Change, Judgement Judgement) found,
        ApprovedScopes approved
    )
    {
        if (found.Judgement.Verdict is not (Verdict.Deviation or Verdict.Expired or Verdict.Unknown))
            return [];
        var filled = new List<FilledAction>();
        // Who made it can be acted on where they are: a role of another account is not in this one.
        var isAtHome = ActorAccount.In(record.Body).SequenceEqual([found.Change.Account], StringComparer.Ordinal);
        foreach (var template in isAtHome ? query.Actions.Concat(registry.Actors) : query.Actions)
        {
            if (filled.Exists(each => each.Kind == template.Kind) || template.Fill(record.Body) is not { } parameters)
                continue;
            if (Without(new FilledAction(template.Kind, parameters), found.Change, approved) is { } action)
                filled.Add(action);
        }
        return filled;
    }

    /// <summary>Scopes that are approved stay. Null: all are.</summary>
    public static FilledAction? Without(FilledAction action, ScopeChange change, ApprovedScopes approved)
    {
        var kept = action.Parameters.ToDictionary(
            each => each.Key,
            IReadOnlyList<string> (each) => each.Key == RemediationParameters.Scopes
                ? [.. each.Value.Where(scope => !approved.Covers(change, scope))]
                : each.Value,
            StringComparer.Ordinal);
        return kept.Values.All(values => values.Count > 0) ? action with { Parameters = kept } : null;
    }
}
