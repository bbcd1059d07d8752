using OAuthAttest.Aws.Access;
using OAuthAttest.Configuration;

namespace OAuthAttest.ScopeAudits.Acting.Actions;

/// <summary>A runbook of Systems Manager that may be started. One that the settings do not name never is.</summary>
public sealed record RunbookSettings
{
    private static readonly string[] OfTheFirst = ["{execution}", "{backupKey}"];

    /// <summary>As Systems Manager names it, such as <c>AWSSupport-ContainIAMPrincipal</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is started; null: where the change was made.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// What it gets besides what the registry fills in; what stands here counts. <c>{account}</c>, <c>{region}</c> and <c>{partition}</c>
    /// are filled in; several values are separated by commas.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What is other when it is started again to undo; none: it cannot be undone. <c>{execution}</c> is the first execution, and
    /// <c>{backupKey}</c> the key of the backup that its outputs name.
    /// </summary>
    public IReadOnlyDictionary<string, string> Undo { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal void Check(Mistakes mistakes)
    {
        if (Name.Length is < 3 or > 128 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            mistakes.Add(nameof(Name), $"is '{Name}': it must be the name of a runbook, such as AWSSupport-ContainIAMPrincipal.");
        if (Region is { } region && !AwsRegions.IsOne(region))
            mistakes.Add(nameof(Region), $"is '{region}', which is no Region of {AwsRegions.Partitions}, such as eu-west-1.");
        foreach (var (name, given) in (IEnumerable<(string, IReadOnlyDictionary<string, string>)>)
            [(nameof(Parameters), Parameters), (nameof(Undo), Undo)])
        {
            if (given.Keys.FirstOrDefault(key => !RemediationParameters.IsOfARunbook(RemediationKind.StartRunbook, key)) is { } wrong)
                mistakes.Add(name, $"has '{wrong}', which is no name of a runbook's parameter.");
        }
        var early = Parameters.Values.FirstOrDefault(value => OfTheFirst.Any(place => value.Contains(place, StringComparison.Ordinal)));
        if (early is not null)
            mistakes.Add(nameof(Parameters), $"has '{early}', which is known only once it has run: it is for {nameof(Undo)}.");
    }
}
