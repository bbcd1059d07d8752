namespace OAuthAttest.Telemetry;

/// <summary>
/// Something that happened and is committed. Created only by <see cref="BusinessEvents"/>, so that no event outside the catalogue can
/// be sent.
/// </summary>
public sealed class BusinessEvent
{
    internal BusinessEvent(BusinessEventKind kind, ReadOnlySpan<string> properties, ReadOnlySpan<double> measurements)
    {
        Kind = kind;
        Properties = Pairs(kind.Properties, properties);
        Measurements = Pairs(kind.Measurements, measurements);
    }

    public BusinessEventKind Kind { get; }

    public IReadOnlyDictionary<string, string> Properties { get; }

    public IReadOnlyDictionary<string, double> Measurements { get; }

    private static Dictionary<string, T> Pairs<T>(IReadOnlyList<string> names, ReadOnlySpan<T> values)
    {
        if (names.Count != values.Length)
            throw new InvalidOperationException($"An event has {names.Count} values here, not {values.Length}.");
        var pairs = new Dictionary<string, T>(names.Count, StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
            pairs.Add(names[i], values[i]);
        return pairs;
    }
}
