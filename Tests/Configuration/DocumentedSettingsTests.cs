using System.Text.RegularExpressions;
using OAuthAttest.Configuration;
using Xunit;

namespace OAuthAttest.Tests.Configuration;

/// <summary>Compares docs/configuration.md, local.settings.sample.json and the deployment's settings with the options classes.</summary>
public sealed partial class DocumentedSettingsTests
{
    [Fact]
    public void Documentation_OfTheSettings_HasEveryKeyAndNoOther()
    {
        var documented = Rows().SelectMany(row => row.Keys).ToList();

        Assert.Equal(
            AllSettings.Known.Select(setting => setting.Key).Order(StringComparer.Ordinal),
            documented.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Documentation_OfTheSettings_HasEachKeyInOneTable()
    {
        var documented = Rows().Where(row => row.Default is not null).SelectMany(row => row.Keys);

        Assert.Equal(documented.Distinct(), documented);
    }

    [Fact]
    public void Documentation_OfEachSetting_TellsItsDefault() => Assert.All(InTables, setting =>
    {
        var row = RowOf(setting);
        var value = SettingText.Format(setting.Default);
        if (value.Length == 0)
            Assert.DoesNotMatch(@"^\s*`[^`]*`\s*$|^\s*$", row.Default!);
        else
            Assert.Equal((setting.Key, $"`{value}`"), (setting.Key, row.Default!.Trim()));
    });

    [Fact]
    public void Documentation_OfEachSetting_TellsItsRange() => Assert.All(InTables, setting =>
    {
        var values = RowOf(setting).Values ?? "";
        foreach (var bounds in setting.Member.Rules.OfType<BoundsAttribute>())
            Assert.True(values.Contains(bounds.Words, StringComparison.Ordinal), $"{setting.Key}: {bounds.Words}");
        foreach (var name in setting.Member.Item.IsEnum ? Enum.GetNames(setting.Member.Item) : [])
            Assert.True(values.Contains($"`{name}`", StringComparison.Ordinal), $"{setting.Key}: {name}");
        var mayBeNever = values.Contains($"`{SettingText.Never}`", StringComparison.Ordinal);
        Assert.True(setting.Member.IsOptional == mayBeNever, $"{setting.Key}: {SettingText.Never}");
    });

    [Fact]
    public void Documentation_KeysInItsSentences_AreSettings()
    {
        var mentioned = Directory.GetFiles(RepositoryFiles.PathOf("docs"), "*.md").Append(RepositoryFiles.PathOf("README.md"))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value.Replace("__", ":", StringComparison.Ordinal))
            .Where(code => Mention().IsMatch(code)
                && AllSettings.Sections.Any(section => code.StartsWith(section.Name + ":", StringComparison.Ordinal)));

        Assert.All(mentioned, key => Assert.True(IsKnown(key), key));
    }

    /// <summary>Class, table, sample and deployment. Code takes the key from the class, with <see cref="SettingKey"/>.</summary>
    [Fact]
    public void Setting_ByItsKey_IsSpeltInFourPlacesAtMost()
    {
        string[] others =
        [
            .. Files("docs", "*.md"),
            .. Files("infra", "*.bicep"),
            RepositoryFiles.PathOf("README.md"),
            RepositoryFiles.PathOf("local.settings.sample.json"),
        ];
        var texts = RepositoryFiles
            .Sources("Core", "Functions", "Local", "Bench")
            .Concat(others)
            .ToDictionary(
                file => Path.GetRelativePath(RepositoryFiles.Root, file),
                file => File.ReadAllText(file).Replace("__", ":", StringComparison.Ordinal)
            );

        Assert.All(AllSettings.Known.Where(setting => setting.Key.Contains(':', StringComparison.Ordinal)), setting =>
        {
            var key = setting.Key.Replace(":<n>", "", StringComparison.Ordinal);
            // The table lists the key below the section's name and cannot be searched for it, so it is not counted here, like the class.
            var places = texts
                .Where(text =>
                    !text.Key.EndsWith("configuration.md", StringComparison.Ordinal)
                    && Regex.IsMatch(text.Value, $@"\b{Regex.Escape(key)}\b", RegexOptions.NonBacktracking)
                )
                .Select(text => text.Key);
            Assert.True(places.Count() <= 2, $"{key}: {string.Join(", ", places)}");
        });

        static string[] Files(string folder, string pattern) =>
            Directory.GetFiles(RepositoryFiles.PathOf(folder), pattern, SearchOption.AllDirectories);
    }

    [Fact]
    public void Sample_OfTheSettings_HasEveryKeyAndNoOther()
    {
        var expected = AllSettings.Known.Select(setting => setting.Key).Where(key => !key.Contains("<n>", StringComparison.Ordinal));
        var sample = AllSettings.Sample().Keys.Where(key => key is not ("FUNCTIONS_WORKER_RUNTIME" or "AzureWebJobsStorage")).Select(Plain);

        Assert.Equal(expected.Order(StringComparer.Ordinal), sample.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_OfEachSetting_HasItsDefault()
    {
        var sample = AllSettings.Sample();

        // A setting without a default is empty in the sample, or has an example value; what a list holds is not in it.
        var withDefault = AllSettings.Known
            .Where(setting => SettingText.Format(setting.Default).Length > 0 && !setting.Key.Contains("<n>", StringComparison.Ordinal));
        Assert.All(withDefault, setting =>
            Assert.Equal((setting.Key, SettingText.Format(setting.Default)), (setting.Key, sample[setting.Key])));
    }

    [Theory]
    [InlineData("infra/main.bicep")]
    [InlineData("infra/sample.bicepparam")]
    public void Deployment_OfTheSettings_NamesOnlyThoseThereAre(string file)
    {
        var named = Nested().Matches(File.ReadAllText(RepositoryFiles.PathOf(file)))
            .Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.True(IsKnown(key), key));
    }

    /// <summary>All but the connection string, which has neither a default nor a range.</summary>
    private static IEnumerable<KnownSetting> InTables =>
        AllSettings.Known.Where(setting => !setting.Key.StartsWith("ConnectionStrings:", StringComparison.Ordinal));

    private static DocumentedSetting RowOf(KnownSetting setting) =>
        Assert.Single(Rows(), row => row.Default is not null && row.Keys.Contains(setting.Key));

    /// <summary>Whether it is a setting, an entry of a list, or the start of settings' keys.</summary>
    private static bool IsKnown(string key) =>
        AllSettings.Known.Any(setting => setting.Key == Plain(key) || setting.Key.StartsWith(Plain(key) + ":", StringComparison.Ordinal));

    /// <summary>The key without the index of a list entry at the end.</summary>
    private static string Plain(string key) => Entry().Replace(key, "");

    /// <summary>The rows of all settings tables. A key is relative to the sections named in the heading, or written in full.</summary>
    private static IEnumerable<DocumentedSetting> Rows()
    {
        var (sections, isTable) = (Array.Empty<string>(), false);
        foreach (var line in File.ReadLines(RepositoryFiles.PathOf("docs/configuration.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                sections = [.. Code().Matches(line).Select(match => match.Groups["code"].Value)];
            var cells = line.Split('|');
            if (!line.StartsWith('|'))
            {
                isTable = false;
            }
            else if (cells[1].Trim() == "Key")
            {
                isTable = true;
            }
            else if (isTable && !line.StartsWith("|-", StringComparison.Ordinal))
            {
                yield return new DocumentedSetting(
                    [.. Keys(cells[1], sections)], cells.Length > 4 ? cells[3] : null, cells.Length > 5 ? cells[4] : null);
            }
        }
    }

    private static IEnumerable<string> Keys(string cell, string[] sections) => Code().Matches(cell)
        .Select(match => match.Groups["code"].Value)
        .SelectMany(code => sections.Length == 0 || sections.Any(section => code.StartsWith(section + ":", StringComparison.Ordinal))
            ? [Plain(code)]
            : sections.Select(section => $"{section}:{code}"));

    private sealed record DocumentedSetting(IReadOnlyList<string> Keys, string? Default, string? Values);

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("^[A-Za-z0-9:]+[A-Za-z0-9]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mention();

    [GeneratedRegex(@":(\d+|<n>)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();

    [GeneratedRegex(
        "\\b(ConnectionStrings|Campaign|Escalation|Polling|Revocation|Slack|Scopes|PagerDuty|Datadog|Consents)(__[A-Za-z0-9]+)+",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Nested();
}
