using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility;

namespace OAuthAttest.Functions.Telemetry;

/// <summary>
/// All telemetry passes here before it is sent, also what the library collects by itself. Of calls to outside services the method and the
/// host are kept, of exceptions the type and the place; addresses, keys and tokens are removed from texts. An item that cannot be cleaned
/// is not sent.
/// </summary>
internal sealed class TelemetryCleaner(ITelemetryProcessor next) : ITelemetryProcessor
{
    /// <summary>Replaces an exception's message: it may contain a provider's answer, a row's values or an address.</summary>
    private const string NoMessage = "(not sent)";

    public void Process(ITelemetry item)
    {
        try
        {
            Clean(item);
        }
        catch (Exception)
        {
            return;
        }
        next.Process(item);
    }

    private static void Clean(ITelemetry item)
    {
        CleanContext(item.Context);
        if (item is ISupportProperties { Properties: { } properties })
            CleanValues(properties);
        switch (item)
        {
            case RequestTelemetry request:
                CleanRequest(request);
                break;
            case DependencyTelemetry dependency:
                CleanDependency(dependency);
                break;
            case ExceptionTelemetry exception:
                CleanException(exception);
                break;
            case TraceTelemetry trace:
                trace.Message = TelemetryText.Clean(trace.Message);
                break;
            case EventTelemetry named:
                named.Name = TelemetryText.Clean(named.Name);
                break;
            case AvailabilityTelemetry availability:
                (availability.Name, availability.Message) = (TelemetryText.Clean(availability.Name), NoMessage);
                break;
            case PageViewTelemetry page:
                (page.Name, page.Url) = (TelemetryText.Clean(page.Name), null);
                break;
        }
    }

    private static void CleanRequest(RequestTelemetry request)
    {
        request.Name = TelemetryText.Clean(TelemetryText.WithoutQuery(request.Name));
        request.Source = TelemetryText.Clean(request.Source);
        if (request.Url is { } url)
            request.Url = url.IsAbsoluteUri ? new Uri($"{url.Scheme}://{url.Authority}{TelemetryText.Clean(url.AbsolutePath)}") : null;
    }

    private static void CleanDependency(DependencyTelemetry dependency)
    {
        var host = Uri.TryCreate(dependency.Data, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : null;
        dependency.Target = host ?? TelemetryText.Clean(dependency.Target);
        // Paths can contain people's addresses (Google), and response_urls are secrets (Slack).
        dependency.Name = host is null
            ? TelemetryText.Clean(TelemetryText.WithoutQuery(dependency.Name))
            : $"{TelemetryText.FirstWord(dependency.Name)} {host}";
        dependency.Data = host is null ? "" : $"{address!.Scheme}://{host}/";
    }

    private static void CleanException(ExceptionTelemetry exception)
    {
        foreach (var detail in exception.ExceptionDetailsInfoList)
            detail.Message = NoMessage;
        if (exception.ProblemId is { } problem)
            exception.ProblemId = TelemetryText.Clean(problem);
    }

    private static void CleanContext(TelemetryContext context)
    {
        context.Operation.Name = TelemetryText.Clean(context.Operation.Name);
        context.Location.Ip = null;
        (context.User.Id, context.User.AccountId, context.User.AuthenticatedUserId, context.User.UserAgent) = (null, null, null, null);
        CleanValues(context.GlobalProperties);
    }

    private static void CleanValues(IDictionary<string, string> values)
    {
        foreach (var (name, value) in values.ToList())
        {
            var clean = TelemetryText.Clean(value);
            if (!string.Equals(clean, value, StringComparison.Ordinal))
                values[name] = clean;
        }
    }
}
