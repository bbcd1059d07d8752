namespace OAuthAttest.ScopeAudits.Sources;

/// <summary>Where the audits that run by themselves have their records from.</summary>
public enum AuditSource
{
    /// <summary>CloudTrail's history of events, in each account and Region of the settings.</summary>
    Lookup = 1,

    /// <summary>The log files in the bucket of the settings, of every account and Region that has some there.</summary>
    Bucket = 2,

    /// <summary>The table over the log files, of all accounts and Regions of the settings at once.</summary>
    Athena = 3,
}
