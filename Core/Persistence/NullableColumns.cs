using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>Reads columns that may be null.</summary>
internal static class NullableColumns
{
    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset? InstantOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    public static bool? FlagOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);
}
