using System.Text;
using System.Text.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Aws.CloudTrail;

/// <summary>Reads one log file, gzip or plain. Nothing in it ends the reading of the others: what is wrong is told.</summary>
internal static class CloudTrailFile
{
    /// <summary>So many problems of a file are listed; all of them are counted.</summary>
    public const int MostListed = 20;

    private const int LongestText = 160;

    private static readonly byte[] GzipMagic = [0x1F, 0x8B];

    /// <param name="path">The file.</param>
    /// <param name="wanted">The names of the events that are handed on; all are counted.</param>
    /// <param name="found">Gets each record of a wanted name.</param>
    /// <param name="cancellation">Stops between two records.</param>
    /// <param name="isHashed">The reading has the hash of the content.</param>
    public static CloudTrailReading Read(
        string path, EventNames wanted, Action<CloudTrailRecord> found, CancellationToken cancellation, bool isHashed = false)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return Read(path, file, wanted, found, cancellation, isHashed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CloudTrailReading(path) { Failure = "cannot be opened" };
        }
    }

    /// <inheritdoc cref="Read(string, EventNames, Action{CloudTrailRecord}, CancellationToken, bool)"/>
    public static CloudTrailReading Read(
        string path,
        Stream file,
        EventNames wanted,
        Action<CloudTrailRecord> found,
        CancellationToken cancellation,
        bool isHashed = false
    )
    {
        var reading = new CloudTrailReading(path);
        using var unpacked = isHashed ? new HashedStream(Unpacked(file)) : Unpacked(file);
        using var scanner = new CloudTrailScanner(unpacked);
        try
        {
            while (Advance(scanner, reading))
            {
                cancellation.ThrowIfCancellationRequested();
                Take(scanner, reading, wanted, found);
            }
            reading.Hash = (unpacked as HashedStream)?.ToEnd();
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            reading.Failure = $"ends in the middle, or is damaged, behind record {reading.Records}";
        }
        return reading;
    }

    /// <summary>Goes to the next record. A line that is no JSON stands in the place of one.</summary>
    private static bool Advance(CloudTrailScanner scanner, CloudTrailReading reading)
    {
        while (true)
        {
            try
            {
                return scanner.MoveNext();
            }
            catch (JsonException e)
            {
                // .NET's messages quote what they found.
                var problem = $"is no JSON: {UntrustedText.Display(e.Message, LongestText)}";
                if (!scanner.TrySkipLine())
                {
                    reading.Failure = $"cannot be read behind record {reading.Records}: {problem}";
                    return false;
                }
                reading.Records++;
                reading.Problem(problem);
            }
        }
    }

    private static void Take(CloudTrailScanner scanner, CloudTrailReading reading, EventNames wanted, Action<CloudTrailRecord> found)
    {
        reading.Records++;
        if (scanner.IsPlain && TryTime(scanner.EventTime, out var at))
        {
            reading.Coverage.Add(scanner.Account, scanner.Region, at);
            if (!wanted.Contains(scanner.EventName))
                return;
            if (Read(scanner.Record, reading) is { } plain)
                found(plain);
            return;
        }
        // What is wrong with it, the reading as a whole record says.
        if (Read(scanner.Record, reading) is not { } record)
            return;
        reading.Coverage.Add(Encoding.UTF8.GetBytes(record.Account ?? ""), Encoding.UTF8.GetBytes(record.Region ?? ""), record.EventTime);
        if (wanted.Contains(record.EventName))
            found(record);
    }

    private static CloudTrailRecord? Read(ReadOnlySpan<byte> json, CloudTrailReading reading)
    {
        var record = CloudTrailRecord.Read(json, out var problem);
        if (record is null && problem is not null)
            reading.Problem(problem);
        return record;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset at)
    {
        at = default;
        Span<char> characters = stackalloc char[20];
        return text.Length == characters.Length
            && Ascii.ToUtf16(text, characters, out _) == System.Buffers.OperationStatus.Done
            && IsoInstant.TryParse(characters, out at);
    }

    /// <summary>The content of a file that is gzip or plain.</summary>
    public static Stream Unpacked(Stream file)
    {
        var head = new byte[GzipMagic.Length];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(head[..read], file);
        return read == head.Length && head.AsSpan().SequenceEqual(GzipMagic) ? new WholeGzip(whole) : whole;
    }
}
