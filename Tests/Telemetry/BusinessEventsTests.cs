using System.Reflection;
using System.Text.RegularExpressions;
using OAuthAttest.Revocations;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Telemetry;

public sealed partial class BusinessEventsTests
{
    [Fact]
    public void Documentation_OfTheEvents_IsTheCatalogue()
    {
        var rows = Row().Matches(File.ReadAllText(RepositoryFiles.PathOf("docs/telemetry.md")));

        Assert.Equal(
            BusinessEvents.All.Select(kind => $"{kind.Name}|{string.Join(',', kind.Properties)}|{string.Join(',', kind.Measurements)}"),
            rows.Select(row => $"{row.Groups["name"].Value}|{Names(row.Groups["properties"])}|{Names(row.Groups["measurements"])}"));
    }

    [Fact]
    public void EveryEvent_Made_HasTheValuesThatItsKindNames()
    {
        var made = typeof(BusinessEvents)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(BusinessEvent))
            .Select(method =>
                (BusinessEvent)method.Invoke(null, [.. method.GetParameters().Select(parameter => Value(parameter.ParameterType))])!
            )
            .ToList();

        Assert.Equal(
            BusinessEvents.All.Select(kind => kind.Name).Order(StringComparer.Ordinal),
            made.Select(fact => fact.Kind.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(made, fact => Assert.Equal(fact.Kind.Properties, fact.Properties.Keys));
        Assert.All(made, fact => Assert.Equal(fact.Kind.Measurements, fact.Measurements.Keys));
    }

    private static object Value(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(Enum) => WorklistReason.Unanswered,
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(3),
        _ when type == typeof(bool) => true,
        _ => Convert.ChangeType(7, type, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string Names(Group cell) =>
        string.Join(
            ',',
            cell.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`'))
        );

    [GeneratedRegex(
        "^\\| `(?<name>[a-z_.]+)` \\|(?<properties>[^|]*)\\|(?<measurements>[^|]*)\\|[^|]*\\|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Row();
}
