using System.Text.Json;

namespace OAuthAttest.Escalations.Outbox;

internal static class EffectRows
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>Neither done nor given up.</summary>
    public static bool IsOpen(this EscalationEffect effect) => effect.State is EffectState.Pending or EffectState.Sending;

    /// <summary>The rows of which the same is true. (A compiled query cannot call this.)</summary>
    public static IQueryable<EscalationEffect> WhereOpen(this IQueryable<EscalationEffect> effects) =>
        effects.Where(e => e.State == EffectState.Pending || e.State == EffectState.Sending);

    /// <summary>What is remembered with the row; a new one when nothing is.</summary>
    public static T Remembered<T>(this EscalationEffect effect)
        where T : new() => effect.Result is { } json ? JsonSerializer.Deserialize<T>(json, Json) ?? new T() : new T();

    public static T? Ordered<T>(this EscalationEffect effect) => effect.Payload is { } json ? JsonSerializer.Deserialize<T>(json, Json) : default;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);
}
