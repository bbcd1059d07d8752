using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Rehearsing;

namespace OAuthAttest.Local.Rehearse;

/// <summary>Renders each message, so that one that cannot be rendered fails here; writes the files if a folder was given.</summary>
internal sealed class RehearsalFiles : IRehearsalSink, IAsyncDisposable
{
    private static readonly JsonSerializerOptions ReportJson = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly SlackMessages messages;
    private readonly string? folder;
    private readonly StreamWriter? messageLines;
    private readonly FileStream? worklistFile;
    private readonly WorklistCsv? worklist;
    private bool hasHeader;
    private int rendered;

    private RehearsalFiles(string? folder, SlackMessages messages)
    {
        this.folder = folder;
        this.messages = messages;
        if (folder is null)
            return;
        messageLines = new StreamWriter(Path.Combine(folder, "messages.jsonl"));
        worklistFile = File.Create(Path.Combine(folder, "worklist.csv"));
        worklist = new WorklistCsv(worklistFile);
    }

    /// <summary>Called after every 100 rendered messages with their number.</summary>
    public Action<int>? Progress { get; set; }

    public static RehearsalFiles Create(string? folder, SlackMessages messages)
    {
        if (folder is not null)
            Directory.CreateDirectory(folder);
        return new RehearsalFiles(folder, messages);
    }

    public async Task MessageAsync(AttestationRequestView page, CancellationToken cancellation)
    {
        var message = messages.Request(page);
        if (++rendered % 100 == 0)
            Progress?.Invoke(rendered);
        if (messageLines is null)
            return;
        await messageLines.WriteLineAsync(RehearsalLine.Of(page, message).AsMemory(), cancellation);
    }

    public async Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation)
    {
        if (worklist is null)
            return;
        await WriteHeaderAsync(cancellation);
        await worklist.RowAsync(row, cancellation);
    }

    public async Task WriteReportAsync(RehearsalReport report, CancellationToken cancellation)
    {
        if (folder is null)
            return;
        await WriteHeaderAsync(cancellation);
        await using var file = File.Create(Path.Combine(folder, "report.json"));
        await JsonSerializer.SerializeAsync(file, report, ReportJson, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (messageLines is not null)
            await messageLines.DisposeAsync();
        if (worklist is not null)
            await worklist.DisposeAsync();
        if (worklistFile is not null)
            await worklistFile.DisposeAsync();
    }

    private async Task WriteHeaderAsync(CancellationToken cancellation)
    {
        if (hasHeader || worklist is null)
            return;
        hasHeader = true;
        await worklist.HeaderAsync(cancellation);
    }
}
