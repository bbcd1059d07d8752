using System.Globalization;
using OAuthAttest.Outside;

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
        "state",
        "approved_by",
        "approved_at",
        "accepted_at",
        "removed",
        "absent_at",
        "tokens_until",
        "closed_at",
        "reappeared_at",
        "problem",
        "told_at",
        "not_told",
        "restore_state",
        "restore_by",
        "restore_at",
        "steps",
        "steps_page",
        "steps_command",
        "without_scopes",
        "restore_page",
    ];

    private readonly CsvTable table = new(target);

    public Task HeaderAsync(CancellationToken cancellation) => table.WriteAsync(Columns, cancellation);

    public Task RowAsync(WorklistRow row, CancellationToken cancellation) =>
        table.WriteAsync(
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
                CsvTable.Instant(row.AnsweredAt),
                row.AnswerReason,
                CsvTable.Instant(row.CreatedAt),
                .. Cells(row.Removal),
                row.WithoutScopes is { } without ? string.Join(' ', without) : null,
                row.Removal.RestorePage,
            ],
            cancellation
        );

    private static string?[] Cells(RowRemoval removal) =>
    [
        removal.State.ToString(),
        removal.ApprovedBy,
        CsvTable.Instant(removal.ApprovedAt),
        CsvTable.Instant(removal.AcceptedAt),
        removal.Removed?.ToString(CultureInfo.InvariantCulture),
        CsvTable.Instant(removal.AbsentAt),
        CsvTable.Instant(removal.TokensUntil),
        CsvTable.Instant(removal.ClosedAt),
        CsvTable.Instant(removal.ReappearedAt),
        removal.Problem,
        CsvTable.Instant(removal.ToldAt),
        removal.NotTold,
        removal.RestoreState.ToString(),
        removal.RestoreBy,
        CsvTable.Instant(removal.RestoreAt),
        removal.Steps?.Words,
        removal.Steps?.Page?.AbsoluteUri,
        removal.Steps?.Command,
    ];

    /// <summary>Flushes the rows written so far to the target stream.</summary>
    public Task FlushAsync(CancellationToken cancellation) => table.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => table.DisposeAsync();

    /// <inheritdoc cref="CsvTable.Cell"/>
    internal static string Cell(string? value) => CsvTable.Cell(value);
}
