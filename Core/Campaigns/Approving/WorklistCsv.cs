using System.Globalization;
using System.Text;

namespace OAuthAttest.Campaigns.Approving;

/// <summary>Writes worklist rows as CSV: UTF-8, RFC 4180, one row at a time.</summary>
public sealed class WorklistCsv(Stream target) : IAsyncDisposable
{
    private static readonly string[] Columns =
    [
        "grant_id",
        "reason",
        "provider",
        "app",
        "client_id",
        "account",
        "asked_email",
        "consent_type",
        "risk",
        "scopes",
        "answered_by",
        "answered_at",
        "answer_reason",
        "created_at",
    ];

    private readonly StreamWriter writer = new(
        target,
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        bufferSize: 16 * 1024,
        leaveOpen: true
    )
    {
        NewLine = "\r\n",
    };

    public Task HeaderAsync(CancellationToken cancellation) => WriteAsync(Columns, cancellation);

    public Task RowAsync(WorklistRow row, CancellationToken cancellation) =>
        WriteAsync(
            [
                row.GrantId.ToString(CultureInfo.InvariantCulture),
                row.Reason.ToString(),
                row.Provider,
                row.App,
                row.AppId,
                row.Account,
                row.OwnerEmail,
                row.ConsentType,
                row.Risk,
                string.Join(' ', row.Scopes),
                row.AnsweredBy,
                Instant(row.AnsweredAt),
                row.AnswerReason,
                Instant(row.CreatedAt),
            ],
            cancellation
        );

    /// <summary>Flushes the rows written so far to the target stream.</summary>
    public Task FlushAsync(CancellationToken cancellation) => writer.FlushAsync(cancellation);

    public async ValueTask DisposeAsync() => await writer.DisposeAsync();

    /// <summary>
    /// Writes one cell. Spreadsheets run a cell that starts with =, +, -, @, tab or carriage return as a formula
    /// (https://owasp.org/www-community/attacks/CSV_Injection), so an apostrophe is put before it.
    /// </summary>
    internal static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var safe = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n\t") < 0 && safe[0] != ' ' && safe[^1] != ' '
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private async Task WriteAsync(string?[] cells, CancellationToken cancellation) =>
        await writer.WriteLineAsync(string.Join(',', cells.Select(Cell)).AsMemory(), cancellation);

    private static string? Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
