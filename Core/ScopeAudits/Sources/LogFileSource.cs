using System.Collections.Concurrent;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>
/// Log files, several at a time, checked against the digest files beside them. Memory holds one record of each file under way.
/// </summary>
/// <param name="folder">Their paths.</param>
/// <param name="most">So many files are read at a time.</param>
/// <param name="progress">Gets the bytes of each file that was read.</param>
public sealed class LogFileSource(LogFolder folder, int most, IProgress<long>? progress = null) : IRecordSource
{
    public Task<SourceReading> ReadAsync(
        QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation) =>
        Task.Run(() => Read(new EventNames(registry.EventNames), found, cancellation), cancellation);

    private SourceReading Read(EventNames names, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var gate = new Lock();
        var digests = FolderDigests.Read(folder.Digests, cancellation);
        var errors = new List<string>(digests.Errors);
        var coverage = new CloudTrailCoverage();
        var (records, malformed) = (0L, 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
        // One after the other from a common list: files differ in size by a thousand times.
        Parallel.ForEach(
            Partitioner.Create(folder.Logs, EnumerablePartitionerOptions.NoBuffering),
            options,
            file =>
            {
                var reading = CloudTrailFile.Read(file, names, found, cancellation, digests.Has(file));
                lock (gate)
                {
                    records += reading.Records;
                    malformed += reading.Malformed;
                    coverage.Add(reading.Coverage);
                    if (reading.Failure is { } failure)
                        errors.Add($"{reading.Path} {failure}");
                    if (digests.Settle(file, reading.Hash) is { } problem)
                        errors.Add($"{reading.Path} {problem}");
                    errors.AddRange(reading.Problems.Select(each => $"{reading.Path}, {each}"));
                }
                progress?.Report(LogFolder.SizeOf(file));
            }
        );
        return new SourceReading
        {
            Files = folder.Logs.Count,
            Others = folder.Others,
            Records = records,
            Malformed = malformed,
            Coverage = coverage,
            Errors = [.. errors, .. digests.Missing()],
            Digests = digests.Check(),
        };
    }
}
