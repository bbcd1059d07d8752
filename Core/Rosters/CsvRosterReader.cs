using OAuthAttest.Addresses;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Statements;

namespace OAuthAttest.Rosters;

/// <summary>
/// Reads a CSV file with the columns <c>email,provider,account_id,name,category,role</c>: an email address, or an account's id with its
/// provider, or both; the category is one of admin, finance, executive, custom.
/// </summary>
public sealed class CsvRosterReader(string path) : IRosterReader
{
    private const int LongestText = 256;

    public string Kind => "csv";

    public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var file = new StatementFile(path, reading, "email", "provider", "account_id", "name", "category", "role");
        var records = new Dictionary<RosterRecord, long>();
        await foreach (var row in file.ReadAsync(cancellation))
        {
            var before = reading.Errors.Count;
            var record = Parse(row, reading.Errors);
            if (reading.Errors.Count == before && !records.TryAdd(record, row.Origin.Line))
                reading.Errors.Add(row.Origin, "", $"is there twice: first on line {records[record]}");
        }
        return [.. records.Keys];
    }

    private static RosterRecord Parse(StatementRow row, RowErrors errors)
    {
        var (email, provider, id, name, category, role) = (
            row.Values[0],
            row.Values[1],
            row.Values[2],
            row.Values[3],
            row.Values[4],
            row.Values[5]
        );
        if (email.Length == 0 && id.Length == 0)
            errors.Add(row.Origin, "email", "is empty, and so is account_id: nobody could be found by this row");
        if (email.Length > 0 && EmailAddress.Of(email) is null)
            errors.Add(row.Origin, "email", $"'{email}' is no email address");
        if (id.Contains('@', StringComparison.Ordinal) && EmailAddress.Of(id) is null)
            errors.Add(row.Origin, "account_id", $"'{id}' is neither an id nor an email address");
        var isProvider = ProviderName.TryParse(provider, out var named);
        if (provider.Length > 0 && !isProvider)
            errors.Add(row.Origin, "provider", $"'{provider}' is no provider name");
        if (id.Length > 0 && provider.Length == 0)
            errors.Add(row.Origin, "provider", "is empty: an account_id is of a provider");
        if (id.Length > 0 && RecordLimits.Problem(id, RecordLimits.UserId) is { } problem)
            errors.Add(row.Origin, "account_id", problem);
        if (
            !Enum.TryParse<RosterCategory>(category, ignoreCase: true, out var known)
            || !Enum.IsDefined(known)
            || char.IsAsciiDigit(category[0])
        )
        {
            errors.Add(row.Origin, "category", $"'{category}' is none of admin, finance, executive, custom");
        }
        foreach (var (field, text) in new[] { ("name", name), ("role", role) })
        {
            if (RecordLimits.Problem(text, LongestText) is { } wrong)
                errors.Add(row.Origin, field, wrong);
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
