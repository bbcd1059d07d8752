using System.Text.Json;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Polling.Apps;

/// <summary>The service principals of Microsoft Graph, read with the credentials of the poll.</summary>
/// <remarks>
/// https://learn.microsoft.com/graph/api/serviceprincipal-get; needs Application.Read.All, or Directory.Read.All, which the audit log
/// needs anyway.
/// </remarks>
internal sealed partial class EntraAppDirectory : IAppDirectory
{
    private const string Fields = "id,appId,displayName,publisherName,verifiedPublisher";

    private readonly EntraConnection connection;
    private readonly ProviderApi api;
    private readonly TimeProvider clock;
    private readonly ILogger<EntraAppDirectory> logger;

    public EntraAppDirectory(
        IHttpClientFactory clients,
        [FromKeyedServices(PollingOptions.Section)] TokenCredential credential,
        IOptions<PollingOptions> options,
        TimeProvider clock,
        ILogger<EntraAppDirectory> logger
    )
    {
        (this.clock, this.logger) = (clock, logger);
        connection = options.Value.Entra.Connection;
        // Without the pace of the audit log: directory objects have a far higher limit, and a page waits.
        api = new ProviderApi(
            clients,
            new ProviderAccess(
                "Microsoft Graph", connection.BaseUrl, connection.RequestTimeout, new EntraAuthorization(credential, connection)),
            clock
        );
    }

    public async Task<ConsentedApp?> FindAsync(
        ProviderName provider, ConsentedApp app, TimeSpan patience, CancellationToken cancellation)
    {
        if (!connection.IsConfigured || provider != ProviderName.Entra || app.ObjectId is not { } objectId)
            return null;
        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var address = api.Address($"v1.0/servicePrincipals/{ProviderApi.Step(objectId)}?$select={Fields}");
            // Not even the connection's own time limit is waited for: it is longer, and follows the network's clock.
            return await api.FindAsync(address, either.Token).WaitAsync(either.Token) is { } answer ? Completed(app, answer) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogNotNamed(logger, "no answer in time");
        }
        catch (Exception e) when (e is ProviderUnavailableException or ProviderRejectedException)
        {
            LogNotNamed(logger, e.Message);
        }
        return null;
    }

    private static ConsentedApp? Completed(ConsentedApp app, ProviderAnswer answer)
    {
        if (UntrustedText.Id(answer.Body.Text("appId")) is not { } clientId)
            return null;
        var publisher = answer.Body.Field("verifiedPublisher");
        return app with
        {
            ClientId = clientId,
            Name = app.Name ?? UntrustedText.Display(answer.Body.Text("displayName")),
            Publisher = app.Publisher ?? UntrustedText.Display(publisher.Text("displayName") ?? answer.Body.Text("publisherName")),
            // Without the property it is unknown; with it and without an id, Entra says that the publisher is not verified.
            IsPublisherVerified = app.IsPublisherVerified
                ?? (publisher is { ValueKind: JsonValueKind.Object } ? publisher.Text("verifiedPublisherId") is not null : null),
        };
    }

    [LoggerMessage(
        5141,
        LogLevel.Information,
        "Microsoft Graph did not name the app of a consent ({Reason}); the decision goes on without it"
    )]
    private static partial void LogNotNamed(ILogger logger, string reason);
}
