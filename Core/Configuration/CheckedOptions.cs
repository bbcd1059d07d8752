using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OAuthAttest.Configuration;

/// <summary>
/// Reads an options class from its section and validates it: first the values that could not be parsed, then the rules of single
/// values, then the rules over several values.
/// </summary>
internal sealed class CheckedOptions<T>(IConfiguration configuration) : IConfigureOptions<T>, IValidateOptions<T>
    where T : class, new()
{
    public void Configure(T options) => Read(options);

    public ValidateOptionsResult Validate(string? name, T options)
    {
        var mistakes = Read(new T());
        Check(options, mistakes);
        return mistakes.Lines.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes.Lines);
    }

    private Mistakes Read(T options)
    {
        var mistakes = new Mistakes(configuration, typeof(T));
        new SettingsReader(configuration, SettingsSection.Of(typeof(T)), mistakes).Fill(options);
        return mistakes;
    }

    private static void Check(object options, Mistakes mistakes)
    {
        foreach (var member in SettingMember.Of(options.GetType()))
        {
            foreach (var (name, value) in Values(member, member.Get(options)))
            {
                if (member.IsGroup)
                    Check(value, member.IsAtOwnersLevel ? mistakes : mistakes.In(name));
                else if (Unmet(member, value) is { } required)
                    mistakes.Add(name, Problem(member, value, required));
            }
        }
        (options as IChecked)?.Check(mistakes);
    }

    private static string? Unmet(SettingMember member, object value)
    {
        if (member.Secret is { } secret && value is string { Length: > 0 } text && SecretText.Unmet(text, secret.Shortest) is { } missing)
            return missing;
        return member.Rules.Select(rule => rule.Unmet(value)).FirstOrDefault(unmet => unmet is not null) is { } required
            ? required + member.OrNever
            : null;
    }

    private static IEnumerable<(string Name, object Value)> Values(SettingMember member, object? value) => (member.Shape, value) switch
    {
        (_, null) => [],
        (SettingShape.List, IEnumerable list) => list.Cast<object>().Select((entry, i) => ($"{member.Name}:{i}", entry)),
        (SettingShape.Map, IEnumerable map) =>
            map.Cast<object>().Select(pair => ($"{member.Name}:{Part(pair, "Key")}", Part(pair, "Value")!)),
        _ => [(member.Name, value)],
    };

    private static object? Part(object pair, string name) => pair.GetType().GetProperty(name)!.GetValue(pair);

    private static string Problem(SettingMember member, object value, string required)
    {
        if (member.IsSecret)
            return $"must be {required}.";
        var shown = SettingText.Shown(SettingText.Format(value));
        return value is string or Uri ? $"is '{shown}': it must be {required}." : $"is {shown}: it must be {required}.";
    }
}
