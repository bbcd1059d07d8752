using System.Text.RegularExpressions;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// The steps at which the host is killed: one for each of these beginnings of a step's name. With <c>OAUTHATTEST_KILLS</c> set, as before
/// a release, every step once: a start of the host costs seconds, and there are some hundred steps.
/// </summary>
internal sealed class KillPlan(params IReadOnlyList<string> beginnings)
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("OAUTHATTEST_KILLS") is { Length: > 0 };

    /// <summary>What the host was to be killed at and never came to.</summary>
    public IReadOnlyList<string> Missed => IsWhole ? [] : [.. beginnings.Where(beginning => !taken.Contains(beginning))];

    /// <summary>A regular expression of the names of the commits at which it is to be killed.</summary>
    public string Commits => IsWhole
        ? "."
        : string.Join('|', beginnings.Where(CommitGate.IsCommit).Select(beginning => $"^{Regex.Escape(beginning)}").DefaultIfEmpty("^$"));

    /// <returns>False: the host goes on, for it was killed there before, or is not to be.</returns>
    public bool Take(string step) =>
        (IsWhole ? step : beginnings.FirstOrDefault(beginning => step.StartsWith(beginning, StringComparison.Ordinal))) is { } key
        && taken.Add(key);
}
