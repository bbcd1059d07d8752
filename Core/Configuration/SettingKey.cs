using System.Linq.Expressions;

namespace OAuthAttest.Configuration;

/// <summary>Derives the key of a setting from the property that holds it, so that code need not spell keys.</summary>
public static class SettingKey
{
    /// <param name="setting">
    /// A property of the options class, or of a group in it: <c>options =&gt; options.Breaker.MaxShareOfApp</c>.
    /// </param>
    /// <exception cref="InvalidOperationException">There is no such setting.</exception>
    public static string Of<TOptions>(Expression<Func<TOptions, object?>> setting)
    {
        var names = new Stack<string>();
        var part = setting.Body is UnaryExpression { NodeType: ExpressionType.Convert } converted ? converted.Operand : setting.Body;
        for (; part is MemberExpression member; part = member.Expression)
        {
            if (!member.Member.IsDefined(typeof(SameLevelAttribute), inherit: false))
                names.Push(member.Member.Name);
        }
        var key = string.Join(':', names.Prepend(SettingsSection.Of(typeof(TOptions)).Name));
        return KnownSetting
            .Of(typeof(TOptions))
            .Any(known => known.Key == key || known.Key.StartsWith($"{key}:<n>", StringComparison.Ordinal))
            ? key
            : throw new InvalidOperationException($"{setting} is no setting.");
    }

    /// <summary>The key of a list's first value.</summary>
    /// <inheritdoc cref="Of{TOptions}"/>
    public static string FirstOf<TOptions>(Expression<Func<TOptions, object?>> setting) => $"{Of(setting)}:0";
}
