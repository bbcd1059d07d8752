using OAuthAttest.Aws.CloudTrail;
using OAuthAttest.ScopeAudits.Registry;

namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Where records of CloudTrail come from: files that it delivered, its history of events.</summary>
public interface IRecordSource
{
    /// <summary>Reads all of it. What could not be read is in the result and ends nothing.</summary>
    /// <param name="registry">The events that are looked for.</param>
    /// <param name="found">Gets each record with a name of the registry, from several threads, perhaps more than once.</param>
    /// <param name="cancellation">Stops between two records.</param>
    public Task<SourceReading> ReadAsync(QueryRegistry registry, Action<CloudTrailRecord> found, CancellationToken cancellation);
}
