using System.Buffers;
using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Bench.ScopeAudits;

/// <summary>
/// An audit of a million events in packed log files, compared with unpacking the same files and reading their tokens with System.Text.Json
/// and nothing else, as many files at a time. Memory is that of a process of its own (<c>audit-read</c>), of a quarter and of all files.
/// </summary>
internal static class AuditBench
{
    private const int Rounds = 3;

    public static Command Command()
    {
        var events = new Option<int>("--events") { Description = "How many events.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("audit", "Audit of a million events in log files against unpacking and tokenising them.") { events };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(events), cancellation));
        return command;
    }

    /// <summary>One audit in a process of its own: prints its memory at its peak, in MiB.</summary>
    public static Command Reader()
    {
        var folder = new Argument<string>("folder");
        var files = new Argument<int>("files");
        var command = new Command("audit-read", "One audit of the files of audit.") { folder, files };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var report = Audit([.. LogFolder.Open(parsed.GetValue(folder)!).Logs.Take(parsed.GetValue(files))]);
            Console.WriteLine($"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} {report.Certificate.Records}");
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(int events, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("oauthattest-bench-").FullName;
        try
        {
            LogFiles.Write(folder, events);
            var files = LogFolder.Open(folder).Logs;
            var quarter = await MemoryAsync(folder, files.Count / 4, cancellation);
            var whole = await MemoryAsync(folder, files.Count, cancellation);
            // Once each to compile the code and to have the files in memory.
            Floor(files);
            var report = Audit(files);
            var (floors, audits) = (new List<TimeSpan>(), new List<TimeSpan>());
            for (var round = 0; round < Rounds; round++)
            {
                floors.Add(Timed(() => Floor(files)));
                audits.Add(Timed(() => Audit(files)));
            }
            var (floor, audit) = (Median(floors), Median(audits));
            var table = new Table().AddColumns($"{report.Certificate.Records:N0} events", "Seconds", "Events/s", "Share of the floor");
            Add(table, "unpacked and tokenised, nothing else", report.Certificate.Records, floor, floor);
            Add(table, "audit", report.Certificate.Records, audit, floor);
            AnsiConsole.Write(table);
            var rounds = string.Join(", ", floors.Zip(audits, (first, second) => $"{first / second:F2}"));
            AnsiConsole.MarkupLineInterpolated($"rounds: {rounds}; {report.Findings.Count:N0} found");
            AnsiConsole.MarkupLineInterpolated($"memory at its peak (MiB, records): {quarter}; {whole}");
            return report.Certificate.Records == events ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AuditReport Audit(IReadOnlyList<string> files) =>
        new RecordAudit(QueryRegistry.Embedded, ApprovedScopes.None, new AuditFilter())
            .RunAsync([new LogFileSource(LogFolder.Of(files), Environment.ProcessorCount)], default).GetAwaiter().GetResult();

    private static void Floor(IReadOnlyList<string> files) => Parallel.ForEach(
        Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
        Tokenise
    );

    private static void Tokenise(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        var (held, state, read) = (0, default(JsonReaderState), 0);
        do
        {
            read = file.Read(buffer, held, buffer.Length - held);
            var reader = new Utf8JsonReader(buffer.AsSpan(0, held + read), read == 0, state);
            while (reader.Read())
            {
            }
            var consumed = (int)reader.BytesConsumed;
            state = reader.CurrentState;
            held = held + read - consumed;
            buffer.AsSpan(consumed, held).CopyTo(buffer);
        }
        while (read > 0);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static async Task<string> MemoryAsync(string folder, int files, CancellationToken cancellation)
    {
        using var reader = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { typeof(AuditBench).Assembly.Location, "audit-read", folder, files.ToString(CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var said = await reader.StandardOutput.ReadLineAsync(cancellation);
        await reader.WaitForExitAsync(cancellation);
        return said ?? throw new InvalidOperationException("The audit in a process of its own did not end.");
    }

    private static TimeSpan Timed(Action run)
    {
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static void Add(Table table, string what, long events, TimeSpan time, TimeSpan floor) =>
        table.AddRow(what, $"{time.TotalSeconds:F2}", $"{events / time.TotalSeconds:N0}", $"{floor / time:F2}");
}
