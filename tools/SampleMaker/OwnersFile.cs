namespace OAuthAttest.SampleMaker;

/// <summary>The owner of each app.</summary>
internal sealed class OwnersFile(SampleCompany company)
{
    public SampleFile File() =>
        new(
            "owners.csv",
            CsvText.Of([
                ["provider", "client_id", "owner_email"],
                .. company.Catalog.Owners.Select(Row),
            ])
        );

    private IReadOnlyList<string?> Row(AppOwner owner) =>
        [owner.Provider, company.Catalog.App(owner.App).ClientId(owner.Provider), $"{owner.Owner}@{SampleCompany.Domain}"];
}
