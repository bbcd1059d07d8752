namespace OAuthAttest.ScopeAudits.Athena;

/// <summary>What is known of both answers so far: by places, and not by names, so that it stays small.</summary>
internal sealed class TrailCounts
{
    /// <summary>Rows of the changes that were read.</summary>
    public long Rows { get; set; }

    /// <summary>Of the events that were asked for, by place: how many were read.</summary>
    public Dictionary<string, long> Read { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The same: how many were counted.</summary>
    public Dictionary<string, long> Counted { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The days of delivery of which the table has a record, of any account and Region.</summary>
    public HashSet<DateOnly> Days { get; init; } = [];

    /// <summary>Places with a record of the window itself, of any event: what came late does not say that they were there in it.</summary>
    public HashSet<string> Heard { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Records of the window that were counted, of all events, and those that cannot be compared.</summary>
    public long Records { get; set; }

    /// <summary>Rows of the coverage that were read.</summary>
    public long CountedRows { get; set; }

    /// <summary>How many rows the coverage has; null: none was read.</summary>
    public long? OfRows { get; set; }

    /// <summary>There was something that was not asked for.</summary>
    public bool IsForeign { get; set; }

    /// <summary>A row of the coverage was none.</summary>
    public bool IsOdd { get; set; }

    public static string PlaceOf(string account, string region) => $"{account}/{region}";
}
