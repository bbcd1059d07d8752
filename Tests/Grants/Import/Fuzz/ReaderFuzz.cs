using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;

namespace OAuthAttest.Tests.Grants.Import.Fuzz;

/// <summary>What a run of a fuzzed reader saw.</summary>
internal sealed record FuzzResult(int Inputs, int Read, int Refused, long MostAllocated, IReadOnlyList<string> Failures)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Inputs} inputs: {Read} read, {Refused} refused, at most {MostAllocated >> 10} KiB each"
        );
}

/// <summary>
/// Gives a reader whole exports, which it must read exactly, and damaged ones, which it may refuse in its own words only: never another
/// exception, never fewer grants than stand there without an error, and never more memory than a small file warrants.
/// </summary>
internal sealed class ReaderFuzz(FuzzedReader reader, int seed) : IDisposable
{
    private const long MostAllocated = 48L << 20;
    private const int MostFailures = 5;
    private const int DamagedForEachWhole = 19;

    private static readonly FieldMapping Mapping = new()
    {
        Fields = new Dictionary<MappedField, string>
        {
            [MappedField.UserId] = "user",
            [MappedField.ClientId] = "client",
            [MappedField.Scopes] = "scopes",
        },
    };

    private readonly Random random = new(seed);
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-fuzz-").FullName;
    private readonly List<string> failures = [];
    private readonly string[] samples = Samples(reader);
    private int inputs;
    private int readCount;
    private int refused;
    private long mostAllocated;

    public async Task<FuzzResult> RunAsync(int count)
    {
        while (inputs < count && failures.Count < MostFailures)
        {
            var export = Gen.Sample(GeneratedExport.Of(reader), 12, new Rnd((ulong)(seed + inputs)), 1).First();
            var files = export.Files().ToList();
            await CheckWholeAsync(export, files);
            for (var i = 0; i < DamagedForEachWhole; i++)
                await CheckDamagedAsync(export, files);
        }
        return new FuzzResult(inputs, readCount, refused, mostAllocated, failures);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task CheckWholeAsync(GeneratedExport export, List<(string Name, byte[] Bytes)> files)
    {
        var (grants, problem) = await ReadAsync(files);
        if (problem is not null)
            Fail(export, files, $"was refused: {problem}");
        else if (!grants.Order(StringComparer.Ordinal).SequenceEqual(export.Expected))
            Fail(export, files, $"gave [{string.Join("; ", grants)}] and not [{string.Join("; ", export.Expected)}]");
    }

    private async Task CheckDamagedAsync(GeneratedExport export, List<(string Name, byte[] Bytes)> files)
    {
        var damaged = files.ToList();
        var at = random.Next(damaged.Count);
        var (name, bytes) = damaged[at];
        var kind = random.Next(6);
        damaged[at] = (name, kind switch
        {
            0 => Flipped(bytes),
            1 => bytes[..random.Next(bytes.Length)],
            2 => Without(bytes),
            3 => Spliced(bytes, files[random.Next(files.Count)].Bytes),
            4 => Spliced(bytes, Sample()),
            _ => Flipped(Spliced(bytes, bytes)),
        });
        var (grants, problem) = await ReadAsync(damaged);
        var isCutWhole = problem is null && kind == 1 && CutsWhole(export, damaged[at].Bytes);
        if (isCutWhole && grants.Except(export.Expected, StringComparer.Ordinal).Any())
            Fail(export, damaged, $"{name} was cut, and what was read is not what stood there: {string.Join("; ", grants)}");
        if (problem is null && kind == 1 && CanTell(export, damaged[at].Bytes) && grants.Count < export.Grants.Count)
            Fail(export, damaged, $"{name} was cut to {damaged[at].Bytes.Length} bytes, and {grants.Count} grants were read");
    }

    /// <summary>
    /// Whether a cut can only leave whole grants out, if it cannot be told: not with one object a line, nor where a table ends after a
    /// separator, which says that the last value is empty.
    /// </summary>
    private static bool CutsWhole(GeneratedExport export, byte[] rest) =>
        export.Reader == FuzzedReader.Csv
            ? rest.AsSpan().TrimEnd((byte)0) is not [.., (byte)',' or (byte)';' or (byte)'\t']
            : export.Form != 2;

    /// <summary>
    /// Whether a cut can be told at all: lines of objects, rows of a table and lists one after another are whole lists at the end of each.
    /// </summary>
    private static bool CanTell(GeneratedExport export, byte[] rest) =>
        export is { Reader: not FuzzedReader.Csv, Form: not 2 } && rest.Length > 0;

    private async Task<(List<string> Grants, string? Problem)> ReadAsync(List<(string Name, byte[] Bytes)> files)
    {
        inputs++;
        foreach (var old in Directory.GetFiles(folder))
            File.Delete(old);
        foreach (var (name, bytes) in files)
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var grants = new List<string>();
        string? problem = null;
        try
        {
            var reading = new Reading(3, new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
            await foreach (var record in Reader().ReadAsync(reading, CancellationToken.None))
            {
                if (record is GrantRecord grant)
                    grants.Add($"{grant.PrincipalId} {grant.ClientId} {string.Join(' ', grant.Scopes)}");
            }
            problem = reading.Errors.Count > 0 ? reading.Errors.Listed[0].ToString() : null;
        }
        catch (InventoryRejectedException rejected)
        {
            problem = rejected.Message;
        }
        catch (Exception crash)
        {
            problem = crash.Message;
            Fail(null, files, $"crashed: {crash}");
        }
        mostAllocated = Math.Max(mostAllocated, GC.GetAllocatedBytesForCurrentThread() - before);
        if (mostAllocated > MostAllocated)
            Fail(null, files, $"allocated {mostAllocated} bytes");
        _ = problem is null ? readCount++ : refused++;
        return (grants, problem);
    }

    private IInventoryReader Reader() => reader switch
    {
        FuzzedReader.Graph => new GraphExportReader(folder),
        FuzzedReader.Google => new GoogleExportReader(folder),
        FuzzedReader.Okta => new OktaExportReader(folder),
        _ => new CsvInventoryReader(Path.Combine(folder, "list.csv"), Mapping, "list", ProviderName.GitHub),
    };

    private byte[] Flipped(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        for (var i = random.Next(1, 4); i > 0 && flipped.Length > 0; i--)
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] Without(byte[] bytes)
    {
        var start = random.Next(bytes.Length + 1);
        return [.. bytes[..start], .. bytes[(start + random.Next(bytes.Length - start + 1))..]];
    }

    private byte[] Spliced(byte[] bytes, byte[] other)
    {
        var start = random.Next(other.Length + 1);
        return [.. bytes[..random.Next(bytes.Length + 1)], .. other[start..], .. bytes[random.Next(bytes.Length + 1)..]];
    }

    private byte[] Sample()
    {
        var bytes = File.ReadAllBytes(samples[random.Next(samples.Length)]);
        var start = random.Next(bytes.Length);
        return bytes[start..Math.Min(bytes.Length, start + random.Next(4096))];
    }

    private static string[] Samples(FuzzedReader reader) =>
        Directory.GetFiles(Path.Combine(RepositoryFiles.Samples, reader.ToString().ToLowerInvariant()), "*.*", SearchOption.AllDirectories);

    private void Fail(GeneratedExport? export, List<(string Name, byte[] Bytes)> files, string what)
    {
        var text = string.Join("\n", files.Select(file => $"{file.Name}: {Convert.ToBase64String(file.Bytes)}"));
        failures.Add($"{reader} (form {export?.Form}, encoding {export?.Encoding}, pages {export?.Pages}) {what}\n{text}");
    }
}
