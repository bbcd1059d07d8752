using System.Globalization;
using System.Text;

namespace OAuthAttest.Outside;

/// <summary>Writes a table as CSV: UTF-8, RFC 4180, one row at a time.</summary>
internal sealed class CsvTable(Stream target) : IAsyncDisposable
{
    private readonly StreamWriter writer = new(
        target,
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        bufferSize: 16 * 1024,
        leaveOpen: true
    )
    {
        NewLine = "\r\n",
    };

    public async Task WriteAsync(IEnumerable<string?> cells, CancellationToken cancellation) =>
        await writer.WriteLineAsync(string.Join(',', cells.Select(Cell)).AsMemory(), cancellation);

    /// <summary>Flushes the rows written so far to the target stream.</summary>
    public Task FlushAsync(CancellationToken cancellation) => writer.FlushAsync(cancellation);

    public async ValueTask DisposeAsync() => await writer.DisposeAsync();

    /// <summary>
    /// Writes one cell. Spreadsheets run a cell that starts with =, +, -, @, tab or carriage return as a formula
    /// (https://owasp.org/www-community/attacks/CSV_Injection), so an apostrophe is put before it.
    /// </summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n\t") < 0 && safe[0] != ' ' && safe[^1] != ' '
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    public static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
