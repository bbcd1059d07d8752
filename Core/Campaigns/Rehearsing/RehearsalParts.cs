using System.Text;
using Npgsql;
using OAuthAttest.Campaigns.Approving;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>Stores what a rehearsal renders: a part is written as soon as one is full, always cut between lines.</summary>
public sealed class RehearsalParts : IAsyncDisposable
{
    private const int Portion = 1024 * 1024;

    private readonly NpgsqlConnection connection;
    private readonly string rehearsalId;
    private readonly MemoryStream messages = new();
    private readonly MemoryStream worklist = new();
    private readonly WorklistCsv csv;
    private int messageParts;
    private int worklistParts;
    private bool hasHeader;

    internal RehearsalParts(NpgsqlConnection connection, string rehearsalId)
    {
        this.connection = connection;
        this.rehearsalId = rehearsalId;
        csv = new WorklistCsv(worklist);
    }

    /// <summary>One rendered message, see <see cref="RehearsalLine"/>.</summary>
    public async Task MessageLineAsync(string line, CancellationToken cancellation)
    {
        messages.Write(Encoding.UTF8.GetBytes(line));
        messages.WriteByte((byte)'\n');
        if (messages.Length >= Portion)
            await WriteAsync(RehearsalPartKind.Messages, ++messageParts, messages, cancellation);
    }

    /// <summary>One row of the worklist if nobody answered.</summary>
    public async Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation)
    {
        await HeaderAsync(cancellation);
        await csv.RowAsync(row, cancellation);
        if (worklist.Length < Portion)
            return;
        await csv.FlushAsync(cancellation);
        await WriteAsync(RehearsalPartKind.Worklist, ++worklistParts, worklist, cancellation);
    }

    /// <summary>Writes the remaining lines. The worklist is always written, even if it has only the header.</summary>
    internal async Task CompleteAsync(CancellationToken cancellation)
    {
        await HeaderAsync(cancellation);
        await csv.FlushAsync(cancellation);
        if (worklist.Length > 0)
            await WriteAsync(RehearsalPartKind.Worklist, ++worklistParts, worklist, cancellation);
        if (messages.Length > 0)
            await WriteAsync(RehearsalPartKind.Messages, ++messageParts, messages, cancellation);
    }

    public ValueTask DisposeAsync() => csv.DisposeAsync();

    private async Task HeaderAsync(CancellationToken cancellation)
    {
        if (hasHeader)
            return;
        hasHeader = true;
        await csv.HeaderAsync(cancellation);
    }

    private async Task WriteAsync(RehearsalPartKind kind, int number, MemoryStream content, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO rehearsal_parts (rehearsal_id, kind, number, content) VALUES (@id, @kind, @number, @content)",
            connection
        );
        command.Parameters.AddWithValue("id", rehearsalId);
        command.Parameters.AddWithValue("kind", kind.ToString());
        command.Parameters.AddWithValue("number", number);
        command.Parameters.AddWithValue("content", content.ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
        content.SetLength(0);
    }
}
