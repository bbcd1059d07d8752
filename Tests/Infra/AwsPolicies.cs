using System.Text.Json;
using OAuthAttest.ScopeAudits;

namespace OAuthAttest.Tests.Infra;

/// <summary>The policies under infra/aws, as they are given to roles.</summary>
internal static class AwsPolicies
{
    /// <summary>Those that call AWS.</summary>
    public static IReadOnlyList<RemediationKind> Kinds { get; } =
        [.. Enum.GetValues<RemediationKind>().Where(RemediationParameters.IsInAws)];

    public static IReadOnlyCollection<string> Of(RemediationKind kind) => [.. Statements($"acting/{kind}.json").SelectMany(Actions)];

    public static IReadOnlyCollection<string> OfAllKinds() => [.. Kinds.SelectMany(Of).Distinct()];

    /// <summary>What the one who asks Athena may there.</summary>
    public static IReadOnlyCollection<string> OfAthena() => [.. Statements("reading-athena.json").SelectMany(Actions)];

    public static IReadOnlyList<JsonElement> Statements(string file) => Statements(Read(file));

    public static IReadOnlyList<JsonElement> Statements(JsonElement policy) => [.. policy.GetProperty("Statement").EnumerateArray()];

    public static IEnumerable<string> Actions(JsonElement statement) =>
        statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()!);

    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.PathOf($"infra/aws/{file}")));
        return document.RootElement.Clone();
    }
}
