using System.Linq.Expressions;
using System.Text.Json;

namespace OAuthAttest.Escalations.Outbox;

internal static class EffectRows
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Defines which rows are open: neither done nor given up. For queries, compiled ones too.</summary>
    public static readonly Expression<Func<EscalationEffect, bool>> Open = effect =>
        effect.State == EffectState.Pending || effect.State == EffectState.Sending;

    /// <summary>The same for SQL: <c>state = ANY(…)</c>.</summary>
    public static string[] OpenNames { get; } =
    [.. Enum.GetValues<EffectState>().Where(state => state.IsOpen()).Select(state => state.ToString())];

    /// <summary>The same for a state in memory.</summary>
    public static bool IsOpen(this EffectState state) => state is EffectState.Pending or EffectState.Sending;

    public static bool IsOpen(this EscalationEffect effect) => effect.State.IsOpen();

    public static IQueryable<EscalationEffect> WhereOpen(this IQueryable<EscalationEffect> effects) => effects.Where(Open);

    /// <summary>What is stored with the row; a new object when nothing is.</summary>
    public static T Remembered<T>(this EscalationEffect effect)
        where T : new() => effect.Result is { } json ? JsonSerializer.Deserialize<T>(json, Json) ?? new T() : new T();

    public static T? Ordered<T>(this EscalationEffect effect) =>
        effect.Payload is { } json ? JsonSerializer.Deserialize<T>(json, Json) : default;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);
}
