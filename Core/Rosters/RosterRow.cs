using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>A row of a team's own list of privileged people, from a file or a query.</summary>
internal static class RosterRow
{
    private const int LongestText = 256;

    public static IReadOnlyList<string> Columns { get; } = ["email", "provider", "account_id", "name", "category", "role"];

    /// <param name="values">In the order of <see cref="Columns"/>; what is missing is empty.</param>
    public static RosterRecord Parse(IReadOnlyList<string> values, RecordOrigin origin, RowErrors errors)
    {
        var (email, provider, id, name, category, role) = (
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            values[5]
        );
        if (email.Length == 0 && id.Length == 0)
            errors.Add(origin, "email", "is empty, and so is account_id: nobody could be found by this row");
        if (email.Length > 0 && EmailAddress.Of(email) is null)
            errors.Add(origin, "email", $"'{email}' is no email address");
        if (id.Contains('@', StringComparison.Ordinal) && EmailAddress.Of(id) is null)
            errors.Add(origin, "account_id", $"'{id}' is neither an id nor an email address");
        var isProvider = ProviderName.TryParse(provider, out var named);
        if (provider.Length > 0 && !isProvider)
            errors.Add(origin, "provider", $"'{provider}' is no provider name");
        if (id.Length > 0 && provider.Length == 0)
            errors.Add(origin, "provider", "is empty: an account_id is of a provider");
        if (id.Length > 0 && RecordLimits.Problem(id, RecordLimits.UserId) is { } problem)
            errors.Add(origin, "account_id", problem);
        if (
            !Enum.TryParse<RosterCategory>(category, ignoreCase: true, out var known)
            || !Enum.IsDefined(known)
            || char.IsAsciiDigit(category[0])
        )
        {
            errors.Add(origin, "category", $"'{category}' is none of admin, finance, executive, custom");
        }
        foreach (var (field, text) in new[] { ("name", name), ("role", role) })
        {
            if (RecordLimits.Problem(text, LongestText) is { } wrong)
                errors.Add(origin, field, wrong);
        }
        return new RosterRecord(
            id.Length > 0 && isProvider ? named : null,
            id.Length > 0 ? AccountId.Canonical(named, id) : null,
            EmailAddress.Of(email),
            name.Length > 0 ? name : null,
            known,
            role.Length > 0 ? role : null
        );
    }
}
