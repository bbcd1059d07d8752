namespace OAuthAttest.Telemetry;

/// <summary>One line of the catalogue: docs/telemetry.md has the same.</summary>
/// <param name="Name">E.g. <c>campaign.opened</c>.</param>
/// <param name="Properties">Names of keys, enums and slugs of ours; never user input or a provider's data.</param>
/// <param name="Measurements">Names of counts and seconds.</param>
public sealed record BusinessEventKind(string Name, IReadOnlyList<string> Properties, IReadOnlyList<string> Measurements);
