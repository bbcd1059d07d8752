namespace OAuthAttest.SampleMaker;

/// <summary>An app of apps.json.</summary>
internal sealed record SampleApp
{
    public required string Key { get; init; }

    public string? Name { get; init; }

    public string? Publisher { get; init; }

    /// <summary>Null: no export contains it.</summary>
    public bool? Verified { get; init; }

    /// <summary>The name of the set of scopes that it requests, see <see cref="SampleCatalog.Profiles"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The providers that know it, by letter: e(ntra), g(oogle), o(kta), (git)h(ub).</summary>
    public required string On { get; init; }

    /// <summary>How likely people are to choose it; 0: never at random.</summary>
    public required int Weight { get; init; }

    public string? OktaClientId { get; init; }

    /// <summary>Registered in the tenant itself.</summary>
    public bool OwnedHere { get; init; }

    /// <summary>Its service principal was deleted while the export ran.</summary>
    public bool Vanished { get; init; }

    public string ServicePrincipalId => Chance.Guid("sp/" + Key);

    public string AppId => Chance.Guid("app/" + Key);

    /// <summary>The app's external id in the inventory.</summary>
    public string ClientId(string provider) =>
        provider switch
        {
            "entra" => Vanished ? ServicePrincipalId : AppId,
            "google" =>
                $"{Chance.Digits(12, "project/" + Key).Replace('0', '7')}-"
                    + $"{Chance.LowerCase(32, "google/" + Key)}.apps.googleusercontent.com",
            "okta" => OktaClientId ?? OktaId,
            "github" => "Iv1." + Chance.Hex(16, "github/" + Key),
            _ => throw new InvalidOperationException($"There is no provider {provider}."),
        };

    public string OktaId => $"0oa{Chance.MixedCase(14, "okta/" + Key)}5d7";
}
