using System.Globalization;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Aws.Access;

/// <summary>How AWSSDK's own clients are made and understood: attempts, pauses and clients are those of every outside service.</summary>
internal static class SdkClients
{
    /// <param name="service">As in addresses and signatures.</param>
    /// <param name="instead">Of a simulator; null: AWS itself.</param>
    public static T Configured<T>(this T configuration, string service, string region, Uri? instead, IHttpClientFactory clients)
        where T : ClientConfig
    {
        configuration.AuthenticationRegion = region;
        configuration.ServiceURL = AwsRegions.Address(service, region, instead).AbsoluteUri;
        configuration.HttpClientFactory = new SharedClients(clients);
        configuration.MaxErrorRetry = 0;
        configuration.MaxStaleConnectionRetries = 0;
        // A clock that is wrong is told, and not made up for.
        configuration.DisableClockSkewCorrection = true;
        return configuration;
    }

    /// <summary>One call with its time limit; whatever it fails with is one of ours.</summary>
    /// <exception cref="AwsUnavailableException">No clear answer.</exception>
    /// <exception cref="AwsRejectedException">AWS refuses the call.</exception>
    public static async Task<T> CallAsync<T>(
        string service, TimeSpan timeout, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new AwsUnavailableException($"{service}: no answer in time", inner: e);
        }
        catch (AmazonServiceException e)
        {
            throw Sorted(service, e);
        }
        // What comes of an answer that is cut, or is none of the service's.
        catch (Exception e) when (e is AmazonClientException or HttpRequestException or IOException or XmlException or JsonException
            or FormatException)
        {
            throw new AwsUnavailableException($"{service}: no clear answer", inner: e);
        }
    }

    /// <summary>What an error says, as one of <see cref="AwsUnavailableException"/> and <see cref="AwsRejectedException"/>.</summary>
    /// <param name="service">In words.</param>
    public static Exception Sorted(string service, AmazonServiceException e)
    {
        var code = ProviderErrors.Code(e.ErrorCode);
        var status = (int)e.StatusCode;
        if (code is null || status is < 400 or 408 or 429 or >= 500 || AwsErrors.IsPassing(code))
        {
            var told = code ?? (status == 0 ? "no error's name" : $"HTTP {status.ToString(CultureInfo.InvariantCulture)}");
            return new AwsUnavailableException($"{service}: no clear answer ({told})", inner: e);
        }
        return new AwsRejectedException($"{service} refused the call ({code}){AwsErrors.Advice(code)}", code, e);
    }

    /// <summary>The clients of all outside services: no redirects, no cookies, no loggers.</summary>
    private sealed class SharedClients(IHttpClientFactory clients) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => clients.CreateClient(AwsApi.ClientName);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        // The body of an answer may be read long after its client is out of use.
        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
