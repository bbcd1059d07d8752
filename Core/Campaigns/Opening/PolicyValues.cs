using Npgsql;
using OAuthAttest.Addresses;
using OAuthAttest.Configuration;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="Policy">The policy with every name as the inventory spells it.</param>
/// <param name="UnknownInFilter">One sentence for each name in the filter that the inventory does not know.</param>
/// <param name="UnknownElsewhere">The same for exclusions and protected apps.</param>
internal sealed record ResolvedPolicy(
    CampaignPolicy Policy, IReadOnlyList<string> UnknownInFilter, IReadOnlyList<string> UnknownElsewhere)
{
    public IReadOnlyList<string> Problems => [.. UnknownInFilter, .. UnknownElsewhere];
}

/// <summary>
/// Finds the names of a policy in the inventory: groups, apps, scopes, providers, addresses. Case and Unicode form do not matter. A name
/// that the inventory does not know would silently match nothing: a filter would ask nobody, a protected app would be unprotected.
/// </summary>
internal sealed class PolicyValues
{
    private const string ProvidersSql =
        "SELECT provider FROM inventory_sources UNION SELECT provider FROM apps UNION SELECT provider FROM grants WHERE status = 'Active'";
    private const string AppsSql = "SELECT DISTINCT external_id FROM apps";
    private const string ScopesSql = "SELECT DISTINCT unnest(scopes) FROM grants WHERE status = 'Active'";
    private const string GroupsSql = "SELECT DISTINCT unnest(groups) FROM users";
    private const string EmailsSql = "SELECT DISTINCT email FROM users WHERE email IS NOT NULL";

    private readonly NpgsqlConnection connection;
    private readonly Dictionary<string, ILookup<string, string>> read = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];

    private PolicyValues(NpgsqlConnection connection) => this.connection = connection;

    /// <param name="now">Exclusions that have ended by then are not looked at.</param>
    public static async Task<ResolvedPolicy> ResolveAsync(
        NpgsqlConnection connection,
        CampaignPolicy policy,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var values = new PolicyValues(connection);
        var filter = await values.FilterAsync(policy.Filter, cancellation);
        var inFilter = values.problems.ToList();
        values.problems.Clear();
        var exclusions = new List<CampaignExclusion>();
        foreach (var exclusion in policy.Exclusions)
        {
            exclusions.Add(
                exclusion.Until is { } until && until <= now ? exclusion : await values.ExclusionAsync(exclusion, cancellation)
            );
        }
        var protectedApps = await values.AllAsync("Breaker:ProtectedApps", "app", policy.Breaker.ProtectedApps, AppsSql, cancellation);
        return new ResolvedPolicy(
            policy with
            {
                Filter = filter,
                Exclusions = exclusions,
                Breaker = policy.Breaker with { ProtectedApps = protectedApps },
            },
            inFilter,
            values.problems
        );
    }

    private async Task<CampaignFilter> FilterAsync(CampaignFilter filter, CancellationToken cancellation) => filter with
    {
        Providers = await AllAsync("Filter:Providers", "provider", filter.Providers, ProvidersSql, cancellation),
        Apps = await AllAsync("Filter:Apps", "app", filter.Apps, AppsSql, cancellation),
        Scopes = await AllAsync("Filter:Scopes", "scope", filter.Scopes, ScopesSql, cancellation),
        Groups = await AllAsync("Filter:Groups", "group", filter.Groups, GroupsSql, cancellation),
    };

    private async Task<CampaignExclusion> ExclusionAsync(CampaignExclusion exclusion, CancellationToken cancellation)
    {
        async Task<string?> OneAsync(string what, string? value, string sql) =>
            value is null ? null : (await AllAsync($"the exclusion \"{exclusion.Reason}\"", what, [value], sql, cancellation))[0];
        return exclusion with
        {
            Provider = await OneAsync("provider", exclusion.Provider, ProvidersSql),
            App = await OneAsync("app", exclusion.App, AppsSql),
            Email = await OneAsync("person", EmailAddress.Of(exclusion.Email) ?? exclusion.Email, EmailsSql),
        };
    }

    /// <summary>Every spelling that the inventory has of the values; one that it does not know stays as it is, and is a problem.</summary>
    private async Task<IReadOnlyList<string>> AllAsync(
        string where,
        string what,
        IReadOnlyList<string> values,
        string sql,
        CancellationToken cancellation
    )
    {
        if (values.Count == 0)
            return values;
        var known = await KnownAsync(sql, cancellation);
        var found = new List<string>();
        foreach (var value in values)
        {
            var spellings = known[KeyOf(value)].ToList();
            found.AddRange(spellings.Count > 0 ? spellings : [value]);
            if (spellings.Count > 0)
                continue;
            var near = NearestName.Find(value, known.Select(group => group.First()));
            problems.Add($"{where}: the inventory has no {what} '{value}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
        }
        return found;
    }

    private async Task<ILookup<string, string>> KnownAsync(string sql, CancellationToken cancellation)
    {
        if (read.TryGetValue(sql, out var known))
            return known;
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            names.Add(reader.GetString(0));
        return read[sql] = names.ToLookup(KeyOf, StringComparer.Ordinal);
    }

    private static string KeyOf(string name) => CanonicalText.Compose(name.Trim()).ToUpperInvariant();
}
