using System.CommandLine;
using System.Net;
using OAuthAttest.ScopeAudits;

namespace OAuthAttest.Local.Audit;

/// <summary>The options that narrow an audit.</summary>
internal sealed class FilterArguments
{
    private readonly Option<string?> since = new("--since") { Description = "Only changes from this day or time on (UTC)." };
    private readonly Option<string?> until = new("--until") { Description = "Only changes before this day or time (UTC)." };
    private readonly Option<string[]> mfa = Many("--mfa", "Only changes with this statement on a second factor: yes, no, not-recorded.");
    private readonly Option<string?> principal = new("--principal") { Description = "Only changes by whose name has this text." };
    private readonly Option<string[]> address = Many("--ip", "Only changes from this address or network (10.0.0.0/8).");
    private readonly Option<string[]> account = Many("--account", "Only changes in this account.");
    private readonly Option<string[]> region = Many("--region", "Only changes in this Region.");
    private readonly Option<string[]> name = Many("--event", "Only changes by this call, such as AttachRolePolicy.");
    private readonly Option<bool> failed = new("--failed") { Description = "Only calls that failed." };
    private readonly Option<bool> succeeded = new("--succeeded") { Description = "Only calls that succeeded." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[since, until, mfa, principal, address, account, region, name, failed, succeeded])
            command.Add(option);
    }

    /// <exception cref="FormatException">A value is none; the message says which.</exception>
    public AuditFilter Read(ParseResult parsed)
    {
        if (parsed.GetValue(failed) && parsed.GetValue(succeeded))
            throw new FormatException("--failed and --succeeded leave nothing: use one of them");
        var (from, to) = (Instant(parsed.GetValue(since), since.Name), Instant(parsed.GetValue(until), until.Name));
        if (from >= to)
            throw new FormatException("--since is not before --until, which leaves nothing");
        return new AuditFilter
        {
            Since = from,
            Until = to,
            Mfa = [.. (parsed.GetValue(mfa) ?? []).Select(Statement)],
            Principal = parsed.GetValue(principal),
            Addresses = [.. (parsed.GetValue(address) ?? []).Select(Network)],
            Accounts = parsed.GetValue(account) ?? [],
            Regions = parsed.GetValue(region) ?? [],
            EventNames = parsed.GetValue(name) ?? [],
            HasError = parsed.GetValue(failed) ? true : parsed.GetValue(succeeded) ? false : null,
        };
    }

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static DateTimeOffset? Instant(string? text, string option) =>
        text is null ? null
        : FilterTexts.Instant(text)
            ?? throw new FormatException($"{option} {text} is no day such as 2026-11-01, and no time such as 2026-11-01T08:00:00Z");

    private static Mfa Statement(string text) =>
        FilterTexts.Statement(text) ?? throw new FormatException($"--mfa {text} is none of yes, no, not-recorded");

    private static IPNetwork Network(string text) =>
        FilterTexts.Network(text) ?? throw new FormatException($"--ip {text} is no address, and no network such as 10.0.0.0/8");
}
