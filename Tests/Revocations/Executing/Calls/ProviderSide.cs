using System.Globalization;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Local.Simulators.Identity.GitHub;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Tests.Revocations.Providers;

namespace OAuthAttest.Tests.Revocations.Executing.Calls;

/// <summary>A grant as the inventory has it, and as its provider knows it.</summary>
/// <param name="Without">The scope to take, where the grant is kept; null: it is removed.</param>
internal sealed record ListedGrant(
    string Id, string ClientId, string PersonId, string Email, string? Resource, string[] Scopes, string? Without = null);

/// <summary>One simulated provider over HTTP, with grants that are numbered. Number 0 is on no list.</summary>
internal abstract class ProviderSide : IAsyncDisposable
{
    /// <summary>Entra's grants, kept without one of their scopes.</summary>
    private const string Narrowed = "entra, narrowed";

    public static IReadOnlyList<string> All { get; } = ["entra", Narrowed, "google", "okta", "github", "own-sso"];

    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    public static async Task<ProviderSide> StartAsync(string provider, TimeProvider clock) => provider switch
    {
        "entra" => new EntraSide(await GraphSimulator.StartAsync(clock: clock), without: null),
        Narrowed => new EntraSide(await GraphSimulator.StartAsync(clock: clock), without: "Mail.Read"),
        "google" => new GoogleSide(await GoogleSimulator.StartAsync(clock: clock)),
        "okta" => new OktaSide(await OktaSimulator.StartAsync(clock: clock)),
        "github" => new GitHubSide(await GitHubSimulator.StartAsync(clock: clock)),
        "own-sso" => new OwnSide(await OwnServer.StartAsync()),
        _ => throw new ArgumentException($"No provider '{provider}'.", nameof(provider)),
    };

    public static ProviderName ProviderOf(string side) => ProviderName.Parse(side == Narrowed ? "entra" : side);

    /// <summary>Gives an app a grant at the provider.</summary>
    public abstract ListedGrant Give(int number);

    /// <summary>Whether anything is there of what is to be taken.</summary>
    public abstract bool Has(ListedGrant grant);

    /// <summary>How many grants its person has there; each has a person of its own.</summary>
    public virtual int CountOf(ListedGrant grant) => throw new NotSupportedException("Nothing is put back here.");

    public abstract ValueTask DisposeAsync();

    protected static string Email(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number}@example.com");

    private static string Guid(char kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}0000000-0000-4000-8000-{number:d12}");

    private sealed class EntraSide(GraphSimulator graph, string? without) : ProviderSide
    {
        public override IReadOnlyDictionary<string, string?> Settings => graph.Settings("Revocation");

        public override ListedGrant Give(int number)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"grant{number:d38}");
            // What is put back has another id here: it is found by its API.
            if (number == 0)
                graph.Add(SimulatedPrincipal.MicrosoftGraph);
            graph.Add(new SimulatedPrincipal(Guid('a', number), Guid('b', number), $"App {number}"));
            graph.AddUser(Email(number), Guid('d', number));
            string[] scopes = without is null ? ["User.Read"] : ["User.Read", without];
            graph.Add(new SimulatedPermissionGrant(id, Guid('a', number), Guid('d', number), string.Join(' ', scopes)));
            return new ListedGrant(id, Guid('b', number), Guid('d', number), Email(number), "Microsoft Graph", scopes, without);
        }

        public override int CountOf(ListedGrant grant) => graph.Grants.Count(each => each.PrincipalId == grant.PersonId);

        public override bool Has(ListedGrant grant)
        {
            var there = graph.Grants.SingleOrDefault(each => each.Id == grant.Id);
            if (without is null)
                return there is not null;
            return there is null
                ? throw new InvalidOperationException($"{grant.Id} is kept, and was removed.")
                : there.Scope.Split(' ').Contains(without);
        }

        public override ValueTask DisposeAsync() => graph.DisposeAsync();
    }

    private sealed class GoogleSide(GoogleSimulator google) : ProviderSide
    {
        private const string Scope = "https://www.googleapis.com/auth/drive.readonly";

        public override IReadOnlyDictionary<string, string?> Settings => google.Settings("Revocation");

        public override ListedGrant Give(int number)
        {
            var (client, person) = ($"app-{number}.apps.googleusercontent.com", $"1{number:d20}");
            google.Add(new SimulatedGoogleUser(person, Email(number)));
            google.Add(new SimulatedGoogleToken(Email(number), client, Scopes: Scope));
            return new ListedGrant(DerivedGrantId.Of(person, client, resource: null), client, person, Email(number), null, [Scope]);
        }

        public override bool Has(ListedGrant grant) =>
            google.Tokens.Any(each => (each.Email, each.ClientId) == (grant.Email, grant.ClientId));

        public override ValueTask DisposeAsync() => google.DisposeAsync();
    }

    private sealed class OktaSide(OktaSimulator okta) : ProviderSide
    {
        private const string Issuer = "https://example.okta.com";
        private const string Scope = "okta.users.read.self";

        public override IReadOnlyDictionary<string, string?> Settings => okta.Settings("Revocation");

        public override ListedGrant Give(int number)
        {
            var (client, person) = ($"0oa{number:d17}", $"00u{number:d17}");
            okta.AddUser(Email(number), person);
            okta.AddApp(client);
            okta.Add(new SimulatedOktaHolding("grants", $"oag{number:d17}", person, client, ScopeId: Scope, Issuer: Issuer));
            okta.Add(new SimulatedOktaHolding("tokens", $"oar{number:d17}", person, client, ScopeId: Scope, Issuer: Issuer));
            return new ListedGrant(DerivedGrantId.Of(person, client, Issuer), client, person, Email(number), Issuer, [Scope]);
        }

        public override bool Has(ListedGrant grant) =>
            okta.Holdings.Any(each => (each.UserId, each.ClientId) == (grant.PersonId, grant.ClientId) && each.Status != "REVOKED");

        public override ValueTask DisposeAsync() => okta.DisposeAsync();
    }

    private sealed class GitHubSide(GitHubSimulator github) : ProviderSide
    {
        public override IReadOnlyDictionary<string, string?> Settings => github.Settings("Revocation");

        public override ListedGrant Give(int number)
        {
            var (owner, token) = (new SimulatedMember(5000 + number, $"person{number}"), 70_000 + number);
            github.Add(owner);
            github.Add(new SimulatedTokenGrant(90_000 + number, token, owner, $"Token {number}", Permissions: ("contents", "read")));
            var client = $"personal-access-token-{token}";
            return new ListedGrant(client, client, $"{owner.Id}", Email(number), null, ["contents:read"]);
        }

        public override bool Has(ListedGrant grant) => github.TokenGrants.Any(each => $"personal-access-token-{each.TokenId}" == grant.Id);

        public override ValueTask DisposeAsync() => github.DisposeAsync();
    }

    private sealed class OwnSide(OwnServer own) : ProviderSide
    {
        public override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Revocation:Custom:0:Provider"] = "own-sso",
            ["Revocation:Custom:0:RevocationUrl"] = $"{own.Server.BaseUrl}oauth/revoke",
            ["Revocation:Custom:0:ClientId"] = "attest",
            ["Revocation:Custom:0:ClientSecret"] = "s+cret-of-a-test",
            ["Revocation:Custom:0:ListUrl"] = $"{own.Server.BaseUrl}grants/{{userId}}",
            ["Revocation:Custom:0:ListItems"] = "data.grants",
            ["Revocation:Custom:0:AppProperty"] = "app.client_id",
            ["Revocation:Custom:0:StateProperty"] = "state",
            ["Revocation:Custom:0:RevokedState"] = "revoked",
            ["Revocation:Custom:0:CallsPerSecond"] = "1000",
        };

        public override ListedGrant Give(int number)
        {
            var (id, client, person) = ($"g-{number}", $"app-{number}", $"user-{number}");
            own.Grants[id] = (client, person, "active");
            return new ListedGrant(id, client, person, Email(number), null, ["User.Read"]);
        }

        public override bool Has(ListedGrant grant) => own.Grants.ContainsKey(grant.Id);

        public override ValueTask DisposeAsync() => own.DisposeAsync();
    }
}
