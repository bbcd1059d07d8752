using System.Globalization;
using System.Security.Cryptography;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>The approved list: a versioned file that people review. See docs/scope-audit.md.</summary>
public sealed class ApprovedScopes
{
    private ApprovedScopes(string version, string digest, IReadOnlyList<ApprovedScope> entries) =>
        (Version, Digest, Entries) = (version, digest, entries);

    /// <summary>Nothing is approved.</summary>
    public static ApprovedScopes None { get; } = new("none", "", []);

    public string Version { get; }

    /// <summary>SHA-256 of the file, in lower-case hex; empty where there is none.</summary>
    public string Digest { get; }

    public IReadOnlyList<ApprovedScope> Entries { get; }

    /// <exception cref="InvalidDataException">It is no approved list: the message names the entry and the field.</exception>
    public static ApprovedScopes Read(ReadOnlySpan<byte> json, string file)
    {
        var (version, entries) = ApprovedFile.Read(json, file);
        return new ApprovedScopes(version, Convert.ToHexStringLower(SHA256.HashData(json)), entries);
    }

    /// <inheritdoc cref="Read" path="/exception"/>
    public static ApprovedScopes Load(string file) => Read(ReviewedFile.Bytes(file), file);

    /// <summary>The same list, and entries that are of no file.</summary>
    public ApprovedScopes With(IReadOnlyList<ApprovedScope> more) => new(Version, Digest, [.. Entries, .. more]);

    /// <summary>Whether an entry in force at the time of the change covers this access of it.</summary>
    public bool Covers(ScopeChange change, string access)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Entries.Any(entry => entry.IsAbout(change, access) && entry.IsInForce(change.At));
    }

    /// <summary>
    /// Compares a change with the list. All of its accesses must be covered; who made it, what it was about and where must be known. A call
    /// that failed changed nothing, and is told as what it is.
    /// </summary>
    public Judgement Judge(ScopeChange change)
    {
        if (change.ErrorCode is { } error)
        {
            return CallErrors.IsRefusal(error)
                ? new Judgement(Verdict.Denied, $"AWS refused the call: {error}", [])
                : new Judgement(Verdict.Failed, $"the call failed: {error}", []);
        }
        if (Missing(change) is { } missing)
            return new Judgement(Verdict.Unknown, missing, []);
        var covering = new List<string>();
        ApprovedScope? lapsed = null;
        foreach (var access in change.Access)
        {
            var about = Entries.Where(entry => entry.IsAbout(change, access)).ToList();
            if (about.Find(entry => entry.IsInForce(change.At)) is { } entry)
                covering.Add(entry.Id);
            else if (about.Count > 0)
                lapsed ??= about.MaxBy(each => each.Expires);
            else
                return new Judgement(Verdict.Deviation, $"no entry covers {access} for {change.Actor.Principal}", [.. covering.Distinct()]);
        }
        return lapsed is null
            ? new Judgement(Verdict.Approved, $"covered by {string.Join(", ", covering.Distinct())}", [.. covering.Distinct()])
            : new Judgement(Verdict.Expired, Lapse(lapsed, change.At), [lapsed.Id]);
    }

    private static string? Missing(ScopeChange change) =>
        change.Account is null ? "the record does not say in which account"
        : !change.Actor.IsUnderstood ? $"the record's type of identity is not known: {change.Actor.Type ?? "none"}"
        : change.Actor.Principal is null ? "the record does not say who it was"
        : change.IsAccessMissing || change.Access.Count == 0 ? "the record does not show the scopes or policies"
        : null;

    private static string Lapse(ApprovedScope entry, DateTimeOffset at) =>
        at >= entry.Expires
            ? string.Create(CultureInfo.InvariantCulture, $"{entry.Id} expired {entry.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : string.Create(CultureInfo.InvariantCulture, $"{entry.Id} begins {entry.From!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
