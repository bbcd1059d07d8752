using OAuthAttest.Grants.Import.Json;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>The lists that Microsoft Graph's inventory is made of, wherever they come from: each whole, or the reading has errors.</summary>
internal interface IGraphLists
{
    public IAsyncEnumerable<JsonItem<GraphServicePrincipal>> PrincipalsAsync(CancellationToken cancellation);

    public IAsyncEnumerable<JsonItem<GraphUser>> UsersAsync(CancellationToken cancellation);

    public IAsyncEnumerable<JsonItem<GraphSignIn>> SignInsAsync(CancellationToken cancellation);

    public IAsyncEnumerable<JsonItem<GraphPermissionGrant>> GrantsAsync(CancellationToken cancellation);

    /// <param name="apis">The object ids of the service principals that offer application permissions.</param>
    public IAsyncEnumerable<JsonItem<GraphAppRoleAssignment>> AssignmentsAsync(
        IReadOnlyList<string> apis,
        CancellationToken cancellation
    );
}
