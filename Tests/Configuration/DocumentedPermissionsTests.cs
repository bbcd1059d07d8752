using System.Text.RegularExpressions;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Revocations.Providers;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>Compares docs/permissions.md with the permissions that the code and the other documents name.</summary>
public sealed partial class DocumentedPermissionsTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFiles.PathOf("docs/permissions.md"));

    private static readonly string Code = string.Join('\n', RepositoryFiles
        .Sources("Core/Identity", "Core/Revocations/Providers", "Core/Escalations/Polling", "Core/Escalations/RosterReading")
        .Select(File.ReadAllText));

    [Fact]
    public void Page_OfGraphsPermissions_HasThoseThatTheCodeNames_AndNoOther()
    {
        var other = Words(File.ReadAllText(RepositoryFiles.PathOf("docs/configuration.md")), Graph());

        Assert.Equal(Words(Code, Graph()).Union(other).Order(StringComparer.Ordinal), Words(Page, Graph()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_OfGooglesScopes_HasThoseThatTheCodeAsksFor_AndNoOther() =>
        Assert.Equal(Words(Code, Google()).Order(StringComparer.Ordinal), Words(Page, Google()).Order(StringComparer.Ordinal));

    [Fact]
    public void Page_OfGitHubsPermissions_HasThoseThatTokensAreAskedFor_AndNoOther()
    {
        var asked = new[] { GitHubInventory.Permissions, GitHubRevoker.Permissions, GitHubRevoker.EnterprisePermissions }
            .SelectMany(permissions => permissions.Select(each => $"`{each.Key}`: `{each.Value}`"));

        Assert.Equal(asked.Order(StringComparer.Ordinal), Words(Page, GitHub()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reading_AtGitHub_AsksForNothingThatChanges() => Assert.All(GitHubInventory.Permissions.Values, level => Assert.Equal("read", level));

    [Fact]
    public void Page_OfSlacksScopes_HasThoseOfTheManifest()
    {
        var manifest = Scope().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/slack.md"))).Select(match => match.Groups["name"].Value);

        Assert.NotEmpty(manifest);
        Assert.All(manifest, scope => Assert.Contains($"`{scope}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfAzuresRoles_HasThoseOfTheDeployment()
    {
        var deploy = File.ReadAllText(RepositoryFiles.PathOf("docs/deploy.md"));
        var table = deploy[deploy.IndexOf("## What the identity may do", StringComparison.Ordinal)..];
        var roles = Role().Matches(table[..table.IndexOf("## Alerts", StringComparison.Ordinal)]).Select(match => match.Groups["name"].Value);

        Assert.Equal(5, roles.Count());
        Assert.All(roles, role => Assert.Contains($"| {role} |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfTheSecrets_HasEachSectionThatHoldsOne() => Assert.All(
        AllSettings.Known.Where(setting => setting.Member.Secret is not null).Select(setting => setting.Key.Split(':')[0]).Distinct(),
        section => Assert.True(
            section is "ConnectionStrings" or "Database" || Page.Contains($"`{section}`", StringComparison.Ordinal)
                || Page.Contains($"## {section}", StringComparison.Ordinal),
            section));

    private static HashSet<string> Words(string text, Regex words) =>
        words.Matches(text).Select(match => match.Value.TrimEnd('/')).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\.Read(Write)?\.(All|Directory)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Graph();

    [GeneratedRegex(@"https://www\.googleapis\.com/auth/[a-z.]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Google();

    [GeneratedRegex("`[a-z_]+`: `(read|write)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex GitHub();

    [GeneratedRegex(@"^ +- (?<name>[a-z]+:[a-z.]+) +#", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Scope();

    [GeneratedRegex(@"^\| (?<name>[A-Z][A-Za-z ]+) \| (the|App)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Role();
}
