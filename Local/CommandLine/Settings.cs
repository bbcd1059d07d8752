using System.Collections;
using System.Text.Json;
using OAuthAttest.Local.Configuration;

namespace OAuthAttest.Local.CommandLine;

/// <summary>Settings as the Functions host reads them: the Values of local.settings.json, below environment variables.</summary>
internal static class Settings
{
    public const string FileName = "local.settings.json";

    /// <exception cref="LocalConfigurationException">The file is missing although it was named, or cannot be read.</exception>
    public static Dictionary<string, string?> Read(string? file)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (file is not null && !File.Exists(file))
        {
            throw new LocalConfigurationException(
                Directory.Exists(file) ? $"{file} is a folder, and no settings file." : $"The settings file {file} does not exist.");
        }
        if (file is not null || File.Exists(FileName))
            AddFile(settings, file ?? FileName);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            settings[Key((string)variable.Key)] = (string?)variable.Value;
        return settings;
    }

    private static void AddFile(Dictionary<string, string?> settings, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(file),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            if (!document.RootElement.TryGetProperty("Values", out var values))
                return;
            foreach (var value in values.EnumerateObject())
                settings[Key(value.Name)] = value.Value.ToString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw new LocalConfigurationException($"The settings file {file} cannot be read: {unreadable.Message}");
        }
    }

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
