using System.Collections.Concurrent;
using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Log files, several at a time. Memory holds one record of each file under way.</summary>
/// <param name="files">Their paths.</param>
/// <param name="most">So many files are read at a time.</param>
/// <param name="progress">Gets the bytes of each file that was read.</param>
public sealed class LogFileSource(IReadOnlyList<string> files, int most, IProgress<long>? progress = null) : IRecordSource
{
    public Task<SourceReading> ReadAsync(
        QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation) =>
        Task.Run(() => Read(new EventNames(registry.EventNames), found, cancellation), cancellation);

    private SourceReading Read(EventNames names, Action<CloudTrailRecord> found, CancellationToken cancellation)
    {
        var gate = new Lock();
        var errors = new List<string>();
        var coverage = new CloudTrailCoverage();
        var (records, malformed) = (0L, 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
        // One after the other from a common list: files differ in size by a thousand times.
        Parallel.ForEach(
            Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering),
            options,
            file =>
            {
                var reading = CloudTrailFile.Read(file, names, found, cancellation);
                lock (gate)
                {
                    records += reading.Records;
                    malformed += reading.Malformed;
                    coverage.Add(reading.Coverage);
                    if (reading.Failure is { } failure)
                        errors.Add($"{reading.Path} {failure}");
                    errors.AddRange(reading.Problems.Select(problem => $"{reading.Path}, {problem}"));
                }
                progress?.Report(LogFolder.SizeOf(file));
            }
        );
        return new SourceReading
        {
            Files = files.Count,
            Records = records,
            Malformed = malformed,
            Coverage = coverage,
            Errors = errors,
        };
    }
}
