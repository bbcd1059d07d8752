using System.Data.Common;

namespace OAuthAttest.Persistence;

/// <summary>Reads columns of the current row, which is already in memory; null where the column is null.</summary>
internal static class NullableColumns
{
    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Instant(this DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? InstantOrNull(this DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.Instant(column);

    public static bool? FlagOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);

    public static long? NumberOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static byte[] Bytes(this DbDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static string[] Texts(this DbDataReader reader, int column) => reader.GetFieldValue<string[]>(column);

    /// <summary>An enum, which is stored by name.</summary>
    public static TEnum Named<TEnum>(this DbDataReader reader, int column)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(reader.GetString(column));
}
