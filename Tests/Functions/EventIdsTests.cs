using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>Alerts are set on event ids: an id belongs to one message, wherever it is logged.</summary>
public sealed partial class EventIdsTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(OAuthAttestDb).Assembly,
        typeof(FunctionsRegistration).Assembly,
        typeof(LocalHost).Assembly,
    ];

    [Fact]
    public void EventIds_OfAllAssemblies_AreUnique()
    {
        var templates = Templates()
            .Select(template => (template.Id, Where: $"{template.Method.DeclaringType!.Name}.{template.Method.Name}"))
            .Concat(Written())
            .ToList();

        Assert.True(templates.Count > 30, "the templates are found");
        Assert.Empty(
            templates
                .GroupBy(template => template.Id)
                .Where(group => group.Count() > 1)
                .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Where))}")
        );
    }

    [Fact]
    public void EventIds_OfWarningsAndWorse_AreFixed() =>
        Assert.Empty(
            Templates().Where(template => template.Level >= LogLevel.Warning && template.Id <= 0).Select(template => template.Method.Name)
        );

    [Fact]
    public void Messages_OfTheApp_HaveAnEventId()
    {
        var bare = from file in RepositoryFiles.Sources("Core", "Functions", "Local")
                   from Match match in WithoutId().Matches(File.ReadAllText(file))
                   select $"{Path.GetFileName(file)}: {match.Value}";

        Assert.Empty(bare);
        Assert.Empty(
            Templates().Where(template => template is { Level: LogLevel.Information, Id: <= 0 }).Select(template => template.Method.Name)
        );
        Assert.Single(WithoutId().Matches("logger.LogInformation(\n    $\"…"));
        Assert.Single(WithoutId().Matches("logger.LogError(e, \"…"));
    }

    private static IEnumerable<(int Id, LogLevel Level, MethodInfo Method)> Templates() =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        from method in type.GetMethods(
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
        )
        let template = method.GetCustomAttribute<LoggerMessageAttribute>()
        where template is not null
        select (template.EventId, template.Level, method);

    /// <summary>Orchestrators log through their context without LoggerMessage, so their ids are read from the source.</summary>
    private static IEnumerable<(int Id, string Where)> Written() =>
        from file in RepositoryFiles.Sources("Core", "Functions", "Local")
        from Match match in WithId().Matches(File.ReadAllText(file))
        select (int.Parse(match.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture), Path.GetFileName(file));

    [GeneratedRegex(
        "\\.Log(Critical|Error|Warning|Information)\\((?<id>\\d+),",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WithId();

    /// <summary>The first argument is the message, or an exception and then the message.</summary>
    [GeneratedRegex(
        "\\.Log(Critical|Error|Warning|Information)\\(\\s*([a-z]+,\\s*)?[$@]*\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex WithoutId();
}
