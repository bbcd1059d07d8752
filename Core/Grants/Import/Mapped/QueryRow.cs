using System.Globalization;
using System.Net;
using Npgsql;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// A row of a query. Only the columns that the mapping names are read; a value of a type that has no text of its own is told, and is never
/// turned into the name of its type.
/// </summary>
internal sealed class QueryRow(NpgsqlDataReader rows, string name, IReadOnlyList<int> used) : MappedRow
{
    private readonly object?[] values = new object?[rows.FieldCount];
    private (int Column, string Problem)? unreadable;

    public long Number { get; private set; }

    public override RecordOrigin Origin => new(name, Number);

    public override (int Column, string Problem)? Unreadable => unreadable;

    public void Load()
    {
        Number++;
        unreadable = null;
        foreach (var column in used)
        {
            values[column] = Value(column);
            if (values[column] is { } value && !HasText(value))
                unreadable ??= (column, ProblemOf(column, value));
        }
    }

    public override ReadOnlySpan<char> Text(int column) => values[column] switch
    {
        null => default,
        string text => text,
        DateTime time => AsUtc(time).ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        string[] list => string.Join(", ", list),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString(),
    };

    public override string?[]? List(int column) => values[column] as string[];

    private object? Value(int column)
    {
        try
        {
            return rows.IsDBNull(column) ? null : rows.GetValue(column);
        }
        catch (Exception beyond)
            when (beyond is InvalidCastException or OverflowException or ArgumentException or FormatException or NotSupportedException)
        {
            return new Unread();
        }
    }

    private static bool HasText(object value) =>
        value
            is string
                or string[]
                or bool
                or char
                or Guid
                or short
                or int
                or long
                or uint
                or decimal
                or double
                or float
                or DateTime
                or DateOnly
                or IPAddress;

    private string ProblemOf(int column, object value)
    {
        var type = rows.GetDataTypeName(column);
        // A record is read as an array of objects, and bytes as an array of bytes.
        var isList = value is Array { Rank: 1 } && value.GetType() != typeof(byte[]) && value.GetType() != typeof(object[]);
        return isList
            ? $"is a list of another type ({type}): select the names, as text[] or text, for example with array_agg(name)"
            : $"is a {type}, which cannot be read: select it as text (column::text) or as text[]";
    }

    /// <summary>A timestamp without a time zone is read as UTC, as in files.</summary>
    private static DateTime AsUtc(DateTime time) =>
        time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime();

    private sealed class Unread;
}
