using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace OAuthAttest.Configuration;

/// <summary>One property of an options class, as a setting.</summary>
internal sealed class SettingMember
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<SettingMember>> Known = new();

    private readonly PropertyInfo property;

    private SettingMember(PropertyInfo property)
    {
        this.property = property;
        (Shape, var item) = ShapeOf(property.PropertyType);
        IsOptional = Nullable.GetUnderlyingType(item) is not null;
        Item = Nullable.GetUnderlyingType(item) ?? item;
        IsGroup = !SettingText.Knows(Item);
        if (IsGroup && Of(Item).Count == 0)
            throw new InvalidOperationException($"{property.DeclaringType}.{Name} is a {Item}, which no setting can be.");
    }

    public string Name => property.Name;

    public SettingShape Shape { get; }

    /// <summary>The type of the value, or of each entry.</summary>
    public Type Item { get; }

    /// <summary>The value, or each entry, is a group of settings.</summary>
    public bool IsGroup { get; }

    /// <summary>It may be switched off: <see cref="SettingText.Never"/>.</summary>
    public bool IsOptional { get; }

    public string? TopLevelKey => property.GetCustomAttribute<TopLevelAttribute>()?.Key;

    public bool IsSecret => Secret is not null;

    public SecretAttribute? Secret => property.GetCustomAttribute<SecretAttribute>();

    public bool IsAtOwnersLevel => property.IsDefined(typeof(SameLevelAttribute));

    public bool IsSchedule => property.IsDefined(typeof(ScheduleAttribute));

    public IEnumerable<RuleAttribute> Rules => property.GetCustomAttributes<RuleAttribute>();

    /// <summary>What a text must be, as the end of a sentence that begins with "it must be".</summary>
    public string Expected => SettingText.Expected(Item) + OrNever;

    public string OrNever => IsOptional ? $", or {SettingText.Never}" : "";

    /// <summary>The settings of a class or record: its properties with a public setter.</summary>
    public static IReadOnlyList<SettingMember> Of(Type type) => Known.GetOrAdd(type, read =>
    [
        .. read.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Select(property => new SettingMember(property)),
    ]);

    public object? Get(object owner) => property.GetValue(owner);

    public void Set(object owner, object? value) => property.SetValue(owner, value);

    /// <summary>A new group to fill: a copy of the default if there is one, because records may be shared.</summary>
    public object NewGroup(object? byDefault)
    {
        if (byDefault is not null)
            return byDefault.GetType().GetMethod("<Clone>$")?.Invoke(byDefault, null) ?? byDefault;
        var made = Activator.CreateInstance(Item, nonPublic: true)!;
        // A required text gets an empty value, so that a check for a missing text does not find null.
        foreach (var member in Of(Item).Where(member => member.Item == typeof(string)))
        {
            if (member.property.IsDefined(typeof(RequiredMemberAttribute)))
                member.Set(made, "");
        }
        return made;
    }

    private static (SettingShape Shape, Type Item) ShapeOf(Type type)
    {
        if (type.IsArray)
            return (SettingShape.List, type.GetElementType()!);
        if (!type.IsGenericType)
            return (SettingShape.One, type);
        var generic = type.GetGenericTypeDefinition();
        if (generic == typeof(IReadOnlyList<>))
            return (SettingShape.List, type.GetGenericArguments()[0]);
        return generic == typeof(IReadOnlyDictionary<,>) && type.GetGenericArguments() is [var key, var value] && key == typeof(string)
            ? (SettingShape.Map, value)
            : (SettingShape.One, type);
    }
}

internal enum SettingShape
{
    One = 1,
    List = 2,
    Map = 3,
}
