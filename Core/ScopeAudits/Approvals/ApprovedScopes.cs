using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>The approved list: a versioned file that people review, and what was approved in Slack. See docs/scope-audit.md.</summary>
public sealed class ApprovedScopes
{
    private ApprovedScopes(string version, string digest, IReadOnlyList<ApprovedScope> entries) =>
        (Version, Digest, Entries) = (version, digest, entries);

    /// <summary>Nothing is approved.</summary>
    public static ApprovedScopes None { get; } = new("none", "", []);

    public string Version { get; }

    /// <summary>SHA-256 of the file and of what was approved besides, in lower-case hex; empty where there is neither.</summary>
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

    /// <summary>The same list, and what stands for the app's own changes, which nobody reviews as a list.</summary>
    public ApprovedScopes Besides(IReadOnlyList<ApprovedScope> own) => new(Version, Digest, [.. Entries, .. own]);

    /// <summary>Whether an entry in force at the time of the change covers this access of it.</summary>
    public bool Covers(ScopeChange change, string access)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Entries.Any(entry => entry.IsAbout(change, access) && entry.IsInForce(change.At));
    }

    /// <summary>
    /// Both lists. An entry of the file takes the place of another one with its id: so the file that was exported may become the file, and
    /// what was approved elsewhere can be ended there.
    /// </summary>
    /// <param name="more">In the order in which they are to stand behind the file's.</param>
    public ApprovedScopes With(IReadOnlyList<ApprovedScope> more)
    {
        var ids = Entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        var added = more.Where(entry => !ids.Contains(entry.Id)).ToList();
        if (added.Count == 0)
            return this;
        var content = Encoding.UTF8.GetBytes($"{Digest}\n").Concat(ApprovedFile.Write("", added)).ToArray();
        return new ApprovedScopes(
            string.Create(CultureInfo.InvariantCulture, $"{Version}+{added.Count}"),
            Convert.ToHexStringLower(SHA256.HashData(content)),
            [.. Entries, .. added]);
    }

    /// <summary>In the form of the file, which <see cref="Read"/> reads again.</summary>
    public byte[] ToFile() => ApprovedFile.Write(Version, Entries);

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
        var covering = new List<ApprovedScope>();
        ApprovedScope? lapsed = null;
        foreach (var access in change.Access)
        {
            var about = Entries.Where(entry => entry.IsAbout(change, access)).ToList();
            if (about.Find(entry => entry.IsInForce(change.At)) is { } entry)
                covering.Add(entry);
            else if (about.Count > 0)
                lapsed ??= about.MaxBy(each => each.Expires);
            else
                return new Judgement(Verdict.Deviation, $"no entry covers {access} for {change.Actor.Principal}", Ids(covering));
        }
        return lapsed is null
            ? new Judgement(
                Verdict.Approved, $"covered by {string.Join(", ", covering.Distinct().Select(entry => entry.Named))}", Ids(covering))
            : new Judgement(Verdict.Expired, Lapse(lapsed, change.At), [lapsed.Id]);
    }

    private static List<string> Ids(List<ApprovedScope> entries) => [.. entries.Select(entry => entry.Id).Distinct(StringComparer.Ordinal)];

    private static string? Missing(ScopeChange change) =>
        change.Account is null ? "the record does not say in which account"
        : !change.Actor.IsUnderstood ? $"the record's type of identity is not known: {change.Actor.Type ?? "none"}"
        : change.Actor.Principal is null ? "the record does not say who it was"
        : change.IsAccessMissing || change.Access.Count == 0 ? "the record does not show the scopes or policies"
        : null;

    private static string Lapse(ApprovedScope entry, DateTimeOffset at) =>
        at >= entry.Expires
            ? string.Create(CultureInfo.InvariantCulture, $"{entry.Named} expired {entry.Expires.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
            : string.Create(CultureInfo.InvariantCulture, $"{entry.Named} begins {entry.From!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
