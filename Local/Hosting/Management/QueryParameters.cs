using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace OAuthAttest.Local.Hosting.Management;

/// <summary>
/// Reads the parameters of the management API. A value that cannot be read is refused with 400: if a filter were
/// ignored, a purge would delete more than was asked for.
/// </summary>
internal sealed class QueryParameters(HttpRequest request)
{
    public string? Text(string name) => request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    public bool Flag(string name, bool otherwise) =>
        Text(name) is not { } text ? otherwise : bool.TryParse(text, out var value) ? value : throw Refuse(name, text);

    public int Number(string name, int otherwise) =>
        Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw Refuse(name, text);

    public DateTimeOffset? Time(string name) =>
        Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value
        : throw Refuse(name, text);

    public IReadOnlyList<OrchestrationRuntimeStatus>? Statuses(string name)
    {
        var names = request
            .Query[name]
            .OfType<string>()
            .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .ToList();
        if (names.Count == 0)
            return null;
        return
        [
            .. names.Select(text =>
                Enum.TryParse<OrchestrationRuntimeStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status)
                    ? status
                    : throw Refuse(name, text)
            ),
        ];
    }

    private static BadHttpRequestException Refuse(string name, string value) =>
        new($"The value '{value}' of the parameter '{name}' cannot be read.", StatusCodes.Status400BadRequest);
}
