using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OAuthAttest.Outside;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>Reads one log file, gzip or plain. Nothing in it ends the reading of the others: what is wrong is told.</summary>
internal static class CloudTrailFile
{
    /// <summary>So many problems of a file are listed; all of them are counted.</summary>
    public const int MostListed = 20;

    private const int LongestText = 120;

    private static readonly byte[] GzipMagic = [0x1F, 0x8B];

    /// <param name="path">The file.</param>
    /// <param name="wanted">The names of the events that are handed on; all are counted.</param>
    /// <param name="found">Gets each record of a wanted name.</param>
    /// <param name="cancellation">Stops between two records.</param>
    public static CloudTrailReading Read(
        string path, EventNames wanted, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return Read(path, file, wanted, found, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CloudTrailReading(path) { Failure = "cannot be opened" };
        }
    }

    /// <inheritdoc cref="Read(string, EventNames, Action{CloudTrailRecord}, CancellationToken)"/>
    public static CloudTrailReading Read(
        string path, Stream file, EventNames wanted, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var reading = new CloudTrailReading(path);
        using var unpacked = Unpacked(file);
        using var scanner = new CloudTrailScanner(unpacked);
        while (true)
        {
            try
            {
                while (scanner.MoveNext())
                {
                    cancellation.ThrowIfCancellationRequested();
                    Take(scanner, reading, wanted, found);
                }
                return reading;
            }
            catch (JsonException e)
            {
                reading.Problem($"is no JSON: {Short(e.Message)}");
                if (!TrySkip(scanner, reading))
                    return reading;
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                reading.Failure = "ends in the middle, or is damaged";
                return reading;
            }
        }
    }

    private static bool TrySkip(CloudTrailScanner scanner, CloudTrailReading reading)
    {
        try
        {
            if (scanner.TrySkipLine())
                return true;
            reading.Failure = "cannot be read behind that";
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            reading.Failure = "ends in the middle, or is damaged";
        }
        return false;
    }

    private static void Take(CloudTrailScanner scanner, CloudTrailReading reading, EventNames wanted, Action<CloudTrailRecord> found)
    {
        reading.Records++;
        if (scanner.IsLookedUp)
        {
            Hand(LookedUp(scanner), reading, wanted, found);
            return;
        }
        if (!scanner.IsWhole)
        {
            // What is wrong with it, the reading as a whole record says.
            Hand(scanner.Record, reading, wanted, found);
            return;
        }
        reading.Coverage.Add(scanner.Account, scanner.Region, scanner.EventTime);
        if (scanner.IsNameEscaped || wanted.Contains(scanner.EventName))
            Hand(scanner.Record, reading, wanted, found, isCovered: true);
    }

    private static void Hand(
        ReadOnlySpan<byte> json, CloudTrailReading reading, EventNames wanted, Action<CloudTrailRecord> found, bool isCovered = false)
    {
        if (CloudTrailRecord.Read(json, out var problem) is not { } record)
        {
            reading.Problem(problem);
            return;
        }
        if (!isCovered)
        {
            reading.Coverage.Add(
                Encoding.UTF8.GetBytes(record.Account ?? ""), Encoding.UTF8.GetBytes(record.Region ?? ""),
                Encoding.UTF8.GetBytes(record.EventTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null)));
        }
        if (wanted.Contains(record.EventName))
            found(record);
    }

    private static byte[] LookedUp(CloudTrailScanner scanner)
    {
        try
        {
            return scanner.LookedUpRecord();
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    private static Stream Unpacked(Stream file)
    {
        var head = new byte[GzipMagic.Length];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == head.Length && head.AsSpan().SequenceEqual(GzipMagic)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
    }

    // .NET's messages quote what they found.
    private static string Short(string message) => WireText.Start(message, LongestText);
}
