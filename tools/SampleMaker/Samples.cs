namespace OAuthAttest.SampleMaker;

/// <summary>All generated files of samples/; they are the same on every machine.</summary>
public sealed class Samples
{
    private Samples(IReadOnlyList<SampleFile> files, string counts) => (Files, Counts) = (files, counts);

    public IReadOnlyList<SampleFile> Files { get; }

    /// <summary>The number of records in them, as a Markdown table.</summary>
    public string Counts { get; }

    public static Samples Make()
    {
        var company = SampleCompany.Load();
        var counts = new SampleCounts(company);
        return new Samples(
            [
                .. new GraphExport(company).Files(),
                .. new GoogleExport(company).Files(),
                .. new OktaExport(company).Files(),
                .. new GitHubTable(company).Files(),
                new OwnersFile(company).File(),
                new PeopleFile(company).File(),
                new SlackMembers(company).File(),
                .. new RosterFiles(company).Files(),
                .. new ScopeAuditLogs().Files(),
                counts.File(),
            ],
            counts.Table());
    }
}
